"""Test scripts of Postman, read as captures and expectations."""
