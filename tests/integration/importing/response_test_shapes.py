"""Tests as people write them in Postman, and answers that they are tried on."""

from __future__ import annotations

import json

from tests.servers.answering import Answer

BEFORE = """const json = pm.response.json();
const schema = { type: "object", required: ["id", "tags"],
  properties: { id: { type: "integer" } } };
function isText(value) { pm.expect(value).to.be.a("string"); }
"""
CHECKS = [
    *(f"pm.response.to.{one};" for one in (
        "have.status(200)", "have.status('Created')", "be.ok", "be.success", "be.clientError",
        "be.error", "not.be.error", "be.serverError", "be.notFound", "be.json", "be.withBody",
        "have.header('X-Kind')", "have.header('x-kind', 'order')", "not.have.header('X-Kind')",
        "have.header('X-Gone')", "have.jsonBody('user.id')", "have.jsonBody('user.id', 7)",
        "have.jsonBody('user.gone')", "not.have.jsonBody('error')",
        "not.have.jsonBody('user.nick')",
        "have.jsonBody()", "have.body()", "not.have.body('x')", "have.body(/\"id\"/)",
        "have.jsonSchema(schema)", "have.statusCodeClass(2)",
        "have.jsonBody('tags[0]', 'new')", "have.jsonBody('nothing', null)",
    )),
    *(f"pm.expect(json.{one};" for one in (
        "id).to.eql(5)", "id).to.equal(5)", "id).to.not.eql(5)", "id).to.equal('5')",
        "id).to.be.a('number')", "id).to.not.be.a('number')", "id).to.exist", "gone).to.not.exist",
        "nothing).to.not.exist", "nothing).to.be.null", "gone).to.be.null", "id).to.not.be.null",
        "gone).to.be.undefined", "nothing).to.be.undefined", "id).to.not.be.undefined",
        "user.gone).to.not.exist", "away.gone).to.not.exist", "user.nick).to.be.null",
        "user.nick).to.be.undefined", "away.gone).to.be.undefined", "user.name).to.eql('Ann')",
        "user.name).to.not.equal('Ann')", "away.name).to.not.equal('Ann')",
        "tags).to.be.an('array')",
        "tags).to.include('new')", "tags).to.not.include('old')", "tags).to.have.lengthOf(2)",
        "tags.length).to.equal(2)", "tags.length).to.be.above(1)", "tags.length).to.be.below(2)",
        "tags).to.have.length(2)", "tags).to.have.lengthOf.above(1)", "user.name.length).to.eql(3)",
        "tags).to.be.empty", "tags).to.not.be.empty", "user).to.not.be.empty", "text).to.be.empty",
        "gone).to.be.empty", "gone).to.not.be.empty", "tags).to.eql(['new', 'hot'])",
        "tags).to.deep.equal(['new', 'hot'])", "tags).to.have.members(['hot', 'new'])",
        "tags).to.include.members(['hot'])", "tags).to.have.ordered.members(['new', 'hot'])",
        "tags[0]).to.eql('new')", "tags[5]).to.be.undefined", "user).to.eql({id: 7, name: 'Ann'})",
        "user).to.have.property('id')", "user).to.have.property('id', 7)",
        "user).to.not.have.property('nick')", "user).to.have.property('nick')",
        "user).to.have.property('name').that.is.a('string').and.match(/^A/)",
        "user).to.have.all.keys('id', 'name')", "user).to.include.keys('id')",
        "user).to.have.keys(['id', 'name'])", "user).to.include({id: 7})",
        "user).to.deep.include({id: 7})", "user).to.have.nested.property('name')",
        "user.name).to.include('nn')", "user.name).to.contain('x')",
        "user.name).to.not.contain('x')",
        "user.name).to.match(/^a/i)", "user.name).to.match(/n$/)", "user.name).to.not.match(/z/)",
        "user.name).to.be.oneOf(['Ann', 'Bob'])", "user.name).to.not.be.oneOf(['Ann', 'Bob'])",
        "ok).to.be.true", "ok).to.be.false", "ok).to.eql(true)", "ok).to.be.ok", "ok).to.not.be.ok",
        "gone).to.be.ok", "text).to.be.ok", "total).to.be.above(5)", "total).to.be.at.least(9.5)",
        "total).to.be.below(9.5)", "total).to.be.at.most(10)", "total).to.be.within(1, 9.5)",
        "total).to.be.closeTo(9, 1)", "total).to.not.be.above(5)", "digits).to.be.above(5)",
        "digits).to.be.at.least(5)", "user.name).to.have.string('An')",
        "user.name === 'Ann').to.be.true", "user.name === 'Ann').to.eql(false)",
        "user.name.includes('nn')).to.be.true", "tags.includes('new')).to.be.true",
        "id !== 5).to.be.true",
        "hasOwnProperty('id')).to.be.true", "mixed).to.eql([1, null])", "user?.name).to.eql('Ann')",
        "away?.name).to.not.exist",
    )),
    "pm.expect(pm.response.code).to.equal(200);",
    "pm.expect(pm.response.code).to.be.oneOf([200, 201, 404]);",
    "pm.expect(pm.response.code).to.be.below(400);",
    "pm.expect(pm.response.code).to.be.within(200, 299);",
    "pm.expect([200, 404].includes(pm.response.code)).to.be.true;",
    "pm.expect(pm.response).to.have.property('code', 200);",
    "pm.expect(pm.response.status).to.equal('OK');",
    "pm.expect(pm.response.responseTime).to.be.below(60000);",
    "pm.expect(pm.response.text()).to.include('\"id\"');",
    "pm.expect(pm.response.text()).to.not.include('error');",
    "pm.expect(pm.response.text()).to.match(/\"id\":\\s*\\d/);",
    "pm.expect(pm.response.text()).to.eql('{}');",
    "pm.expect(pm.response.headers.get('X-Kind')).to.eql('order');",
    "pm.expect(pm.response.headers.get('X-Kind')).to.include('ord');",
    "pm.expect(pm.response.headers.get('X-Kind')).to.match(/^o\\w+$/);",
    "pm.expect(pm.response.headers.has('X-Gone')).to.be.false;",
    "pm.expect(pm.response.headers.get('X-Gone')).to.exist;",
    "pm.expect(Number(pm.response.headers.get('X-Count'))).to.be.at.least(3);",
    "const { user: { id: userId } } = pm.response.json(); pm.expect(userId).to.eql(7);",
    "const { tags: [first] } = json; pm.expect(first).to.be.a('string');",
    "isText(json.user.name);",
    "isText(json.id);",
    "for (const key of ['id', 'tags']) { pm.expect(json).to.have.property(key); }",
    "pm.expect(Object.keys(json).length).to.be.above(2);",
    "pm.expect(Array.isArray(json.tags)).to.be.true;",
    "pm.expect(typeof json.id).to.equal('number');",
    "pm.expect('id' in json).to.be.true;",
    "pm.expect(json.id).to.eql(pm.environment.get('five'));",
    "pm.expect(json.user.name).to.eql(`${'An'}n`);",
    "pm.expect(tv4.validate(json, schema)).to.be.true;",
    "const Ajv = require('ajv'), ajv = new Ajv(); "
    "pm.expect(ajv.validate(schema, json)).to.be.true;",
    "const value = json.id; pm.expect(value).to.be.a('number').and.to.be.above(1);",
    "pm.expect(json.id, 'the id').to.eql(5);",
    "pm.expect(json.ok).to.be.true.and.to.equal(1);",
    "pm.expect(json.ok).to.equal(1).and.to.be.true;",
    "pm.expect(json.nothing).to.equal(0).and.to.equal(false);",
    "pm.response.to.have.status('OK');",
]  # fmt: skip
"""What stands in a test each; all of them are converted."""
OLD = [
    "responseCode.code === 200", "responseCode.code == '200'", "responseBody.has('id')",
    "responseTime < 60000", "json.id === 5", "json.id == '5'", "json.id != 5", "json.ok",
    "!json.ok", "json.tags.length > 1", "json.total > 5", "json.user.name === 'Ann' && json.ok",
    "responseCode.code === 200 || responseCode.code === 404", "json.id === 5 || json.id === 6",
    "responseBody.indexOf('id') !== -1", "responseBody.indexOf('error') === -1",
    "postman.getResponseHeader('X-Kind')", "/order/.test(postman.getResponseHeader('X-Kind'))",
    "json.gone == null", "json.nothing != null", "tv4.validate(json, schema)",
    "json.user.name.startsWith('A')",
]  # fmt: skip
"""What ``tests["…"]`` is given; it throws where a part of the path is not there."""

_GOOD = {
    "id": 5, "nothing": None, "user": {"id": 7, "name": "Ann"}, "away": {}, "tags": ["new", "hot"],
    "ok": True, "text": "", "total": 9.5, "digits": "7", "mixed": [1, None],
}  # fmt: skip
_JSON = ("Content-Type", "application/json")
_KIND = (_JSON, ("X-Kind", "order"), ("X-Count", "12"), ("Set-Cookie", "sid=abc; Path=/"))
ANSWERS = [
    Answer(json.dumps(_GOOD), 200, _KIND),
    Answer(
        json.dumps({**_GOOD, "id": "5", "ok": False, "tags": [], "total": "12", "user": {
            "id": None, "name": "annx", "nick": None}}),
        201, (_JSON, ("X-Kind", "Order"), ("X-Count", "2")),
    ),
    Answer(json.dumps({"user": {"name": 3}, "tags": {"new": 1, "length": 2}, "error": "x"}), 404),
    Answer(json.dumps({"id": 6, "ok": 1, "total": 1, "tags": ["hot", "new", "new"], "user": {
        "id": 7, "name": "Ann", "nick": "A"}, "nothing": 0, "mixed": [1, 2], "digits": 8}), 205),
    Answer("{}", 500),
    Answer("[1]", 200),
]  # fmt: skip
