"""Documents of OpenAPI, one for each kind of thing that an import has to understand."""

from __future__ import annotations

from tests.servers.strict import StrictServers

CLIENT = "orders-dev"
SECRET = "dev-only-secret"


def demo_document(servers: StrictServers, client: str = f"x-scalar-client-id: {CLIENT}") -> str:
    """The demo's API, as somebody would describe it; ``client`` is a line of the flow."""
    return f"""\
openapi: 3.0.3
info: {{title: Orders, version: 1.10}}
servers:
  - url: {servers.api_url}
    description: Local
tags:
  - name: orders
    description: What customers order.
paths:
  /orders:
    get:
      operationId: listOrders
      summary: List orders
      tags: [orders]
      parameters:
        - {{name: status, in: query, schema: {{type: string, enum: [open, shipped]}}}}
        - {{name: limit, in: query, required: true, schema: {{type: integer, default: 10}}}}
      security: [{{oauth: [orders.read]}}]
      responses:
        '200': {{description: The orders}}
    post:
      operationId: createOrder
      tags: [orders]
      requestBody:
        content:
          application/json:
            schema: {{$ref: '#/components/schemas/NewOrder'}}
      security: [{{oauth: [orders.write]}}]
      responses:
        '201': {{description: Created}}
  /orders/{{order}}:
    parameters:
      - {{name: order, in: path, required: true, schema: {{type: integer}}, example: 1001}}
    get:
      operationId: getOrder
      tags: [orders]
      security: [{{oauth: [orders.read]}}]
      responses:
        '200': {{description: One order}}
  /health:
    get:
      summary: Health
      security: []
      responses:
        '200': {{description: Alive}}
components:
  securitySchemes:
    oauth:
      type: oauth2
      flows:
        clientCredentials:
          tokenUrl: {servers.token_url}
          {client}
          scopes: {{orders.read: read, orders.write: write}}
  schemas:
    NewOrder:
      type: object
      required: [customer, product]
      properties:
        id: {{type: integer, readOnly: true}}
        customer: {{type: integer, minimum: 1}}
        product: {{type: string, example: Lamp}}
        quantity: {{type: integer, default: 2}}
"""
