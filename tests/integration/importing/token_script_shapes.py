"""Scripts that fetch a token as people write them, each in another shape; newman runs each too.

All of them store the token as ``tok``, and know ``tokenUrl``, ``id``, ``secret`` and ``scope``.
"""

from __future__ import annotations

URL = "pm.environment.get('tokenUrl')"
ID = "pm.environment.get('id')"
SECRET = "pm.environment.get('secret')"
ROWS = f"""[{{key: 'grant_type', value: 'client_credentials'}}, {{key: 'client_id', value: {ID}}},
    {{key: 'client_secret', value: {SECRET}}}, {{key: 'scope',
            value: pm.environment.get('scope')}}]"""
STORE = "(e, r) => pm.environment.set('tok', r.json().access_token)"
OBJECT = f"""{{grant_type: 'client_credentials', client_id: {ID}, client_secret: {SECRET},
    scope: pm.environment.get('scope')}}"""
TYPE = "header: {'Content-Type': 'application/x-www-form-urlencoded'}"


def ask(body: str = f"{{mode: 'urlencoded', urlencoded: {ROWS}}}", store: str = STORE) -> str:
    return f"pm.sendRequest({{url: {URL}, method: 'POST', {TYPE}, body: {body}}}, {store});"


MAPPED = ask(
    f"{{mode: 'urlencoded', urlencoded: _.map({OBJECT}, (value, key) => ({{key, value}}))}}"
)
OWN_ROWS = ROWS.replace(ID, "id").replace(SECRET, "secret")
OWN = ask(f"{{mode: 'urlencoded', urlencoded: {OWN_ROWS}}}")
REQUEST = (
    f"{{url: {URL}, method: 'POST', {TYPE}, body: {{mode: 'urlencoded', urlencoded: {ROWS}}}}}"
)

SHAPES = {
    "a helper called twice": f"""function fetchToken(scope, target) {{
        pm.sendRequest({{url: {URL}, method: 'POST', {TYPE}, body: {{mode: 'urlencoded',
            urlencoded: [
            {{key: 'grant_type', value: 'client_credentials'}}, {{key: 'client_id', value: {ID}}},
            {{key: 'client_secret', value: {SECRET}}}, {{key: 'scope', value: scope}}]}}}},
            (e, r) => pm.environment.set(target, r.json().access_token));
    }}
    fetchToken('orders.write', 'other');
    fetchToken('orders.read', 'tok');""",
    "a function that returns the token": f"""const getToken = async () => {{
        try {{
            const answer = await pm.sendRequest({REQUEST});
            return answer.json().access_token;
        }} catch (error) {{ console.error(error); }}
    }};
    pm.environment.set('tok', await getToken());""",
    "an async function at once": f"""(async () => {{
        const answer = await pm.sendRequest({REQUEST});
        const {{ access_token: token }} = await answer.json();
        pm.collectionVariables.set('tok', token);
    }})();""",
    "then and then": f"""pm.sendRequest({REQUEST}).then(r => r.json())
        .then(({{access_token}}) => {{ pm.environment.set('tok', access_token); }})
        .catch(console.error);""",
    "all promises": f"""const both = [pm.sendRequest({REQUEST}), pm.sendRequest({REQUEST})];
    const [one, other] = await Promise.all(both);
    pm.environment.set('tok', one.json().access_token);
    pm.environment.set('other', other.json().access_token);""",
    "a promise by hand": f"""const fetchToken = () => new Promise((resolve, reject) => {{
        pm.sendRequest({REQUEST}, (err, res) => {{
            if (err || res.code !== 200) {{ reject(err || res.status); }}
            else {{ resolve(res.json()); }}
        }});
    }});
    fetchToken().then(answer => pm.environment.set('tok', answer.access_token));""",
    "toObject": """const { tokenUrl, id, secret,
            scope = 'orders.read' } = pm.environment.toObject();
    pm.sendRequest({url: `${tokenUrl}`, method: 'POST',
        header: {Authorization: `Basic ${btoa(`${id}:${secret}`)}`,
            'Content-Type': 'application/x-www-form-urlencoded'},
        body: {mode: 'urlencoded', urlencoded: [{key: 'grant_type', value: 'client_credentials'},
            {key: 'scope', value: scope}]}}, (err, res) => {
        if (err || res?.code !== 200) { throw new Error(`no token: ${res?.status ?? err}`); }
        pm.environment.set('tok', res.json()?.access_token);
    });""",
    "entries and map": ask(
        f"""{{mode: 'urlencoded',
            urlencoded: Object.entries({OBJECT}).map(([key, value]) => ({{key, value}}))}}"""
    ),
    "entries and join": ask(
        f"""Object.entries({OBJECT})
            .map(([k, v]) => `${{encodeURIComponent(k)}}=${{encodeURIComponent(v)}}`).join('&')"""
    ),
    "keys and push": f"""const values = {OBJECT};
    const rows = [];
    Object.keys(values).forEach(function (name) {{ rows.push({{key: name,
            value: values[name]}}); }});
    {ask("{mode: 'urlencoded', urlencoded: rows}")}""",
    "a loop over members": f"""const values = {OBJECT};
    let written = '';
    for (const name in values) {{
        written += (written ? '&' : '') + name + '=' + encodeURIComponent(values[name]);
    }}
    {ask("{mode: 'raw', raw: written}")}""",
    "lodash": f"""const _ = require('lodash');
    if (!pm.environment.has('tok') || _.toNumber(pm.environment.get('exp')) < Date.now() / 1000) {{
        {MAPPED}
    }}""",
    "a raw body set afterwards": f"""const options = {{url: {URL}, method: 'POST', {TYPE},
        body: {{mode: 'raw'}}}};
    options.body.raw = 'grant_type=client_credentials&scope=orders.read&client_id=' + {ID};
    options.body.raw += '&client_secret=' + encodeURIComponent({SECRET});
    pm.sendRequest(options, {STORE});""",
    "a default": f"""const url = pm.environment.get('tokenUrlOfNobody') || {URL};
    const scope = pm.environment.get('scopeOfNobody') ?? 'orders.read';
    pm.sendRequest({{url, method: 'POST', {TYPE}, body: {{mode: 'urlencoded', urlencoded: [
        {{key: 'grant_type', value: 'client_credentials'}}, {{key: 'client_id', value: {ID}}},
        {{key: 'client_secret', value: {SECRET}}}, {{key: 'scope', value: scope}}]}}}},
            {STORE});""",
    "a row only if it is set": f"""const rows = {ROWS};
    const audience = pm.environment.get('audienceOfNobody');
    if (audience) {{ rows.push({{key: 'audience', value: audience}}); }}
    {ask("{mode: 'urlencoded', urlencoded: rows}")}""",
    "JSON in a variable": f"""const config = JSON.parse(pm.environment.get('config'));
    pm.sendRequest({{url: {URL}, method: 'POST', header: [
            {{key: 'Content-Type', value: 'application/x-www-form-urlencoded'}},
            {{key: 'Authorization', value: 'Basic ' + btoa(config.id + ':' + config.secret)}}],
        body: {{mode: 'raw', raw: 'grant_type=client_credentials&scope=orders.read'}}}},
            {STORE});""",
    "a name made of another": f"""const key = pm.environment.get('which');
    const id = pm.environment.get('id_' + key), secret = pm.environment.get(`secret_${{key}}`);
    {OWN}""",
    "a switch": f"""let id, secret;
    switch (pm.environment.name) {{
        case 'dev': id = 'easy'; secret = 'easy-secret'; break;
        case 'prod': id = 'nobody'; secret = 'prod-secret-1'; break;
        default: throw new Error('unknown');
    }}
    {OWN}""",
    "a lookup": f"""const known = {{dev: {{id: 'easy', secret: 'easy-secret'}}, prod: {{id: 'x',
            secret: 'y-secret'}}}};
    const {{id, secret}} = known[pm.environment.name];
    {OWN}""",
    "an object with methods": f"""const auth = {{
        url: {URL},
        form() {{ return {{mode: 'urlencoded', urlencoded: {ROWS}}}; }},
        fetch(done) {{ pm.sendRequest({{url: this.url, method: 'POST', {TYPE},
            body: this.form()}}, done); }},
    }};
    auth.fetch((err, res) => {{ pm.environment.set('tok', res.json().access_token); }});""",
    "a class": f"""class Tokens {{
        constructor(url) {{ this.url = url; }}
        async fetch() {{
            const answer = await pm.sendRequest({{url: this.url, method: 'POST', {TYPE},
                body: {{mode: 'urlencoded', urlencoded: {ROWS}}}}});
            return answer.json();
        }}
    }}
    const {{access_token}} = await new Tokens({URL}).fetch();
    pm.environment.set('tok', access_token);""",
    "an early return": f"""const until = pm.environment.get('exp');
    if (until && new Date(until) > new Date()) {{ return; }}
    {
        ask(
            store='''(e, r) => {
        const d = new Date();
        d.setSeconds(d.getSeconds() + r.json().expires_in);
        pm.environment.set('tok', r.json().access_token);
        pm.environment.set('exp', d.toISOString());
    }'''
        )
    }""",
    "the old sandbox": """pm.sendRequest({url: environment.tokenUrl, method: 'POST',
        header: 'Content-Type: application/x-www-form-urlencoded', body: {mode: 'urlencoded',
        urlencoded: 'grant_type=client_credentials&scope=orders.read&client_id=' + environment['id']
            + '&client_secret=' + encodeURIComponent(environment.secret)}}, function (err, res) {
        var json = JSON.parse(res.text());
        postman.setEnvironmentVariable('tok', json['access_token']);
    });""",
    "CryptoJS": f"""const words = CryptoJS.enc.Utf8.parse({ID} + ':' + {SECRET});
    pm.sendRequest({{url: {URL}, method: 'POST', header: {{
            'Content-Type': 'application/x-www-form-urlencoded',
            Authorization: 'Basic ' + CryptoJS.enc.Base64.stringify(words)}},
        body: {{mode: 'raw', raw: 'grant_type=client_credentials&scope=orders.read'}}}},
            {STORE});""",
    "a Buffer": f"""const pair = Buffer.from([{ID}, {SECRET}].join(':')).toString('base64');
    pm.sendRequest({{url: {URL}, method: 'POST', header: {{
            'Content-Type': 'application/x-www-form-urlencoded', Authorization: 'Basic ' + pair}},
        body: {{mode: 'raw', raw: 'grant_type=client_credentials&scope=orders.read'}}}},
            {STORE});""",
    "a retry that calls itself": f"""async function fetchToken(times) {{
        try {{
            return (await pm.sendRequest({REQUEST})).json().access_token;
        }} catch (error) {{
            if (times > 0) {{ return fetchToken(times - 1); }}
            throw error;
        }}
    }}
    pm.environment.set('tok', await fetchToken(3));""",
}
"""By what is special in them."""

APP_ONLY = frozenset(
    ("a function that returns the token", "an async function at once", "then and then",
     "all promises", "lodash", "a class", "a retry that calls itself")
)  # fmt: skip
"""Those that Postman's app runs, and newman's older sandbox does not."""

HEADERS = {
    "headers.add": f"""pm.sendRequest({REQUEST}, (err, res) => {{
        pm.request.headers.add({{key: 'Authorization',
            value: 'Bearer ' + res.json().access_token}});
    }});""",
    "headers.upsert and a store": f"""const name = 'tok', until = 'exp';
    function apply() {{
        pm.request.headers.upsert({{key: 'Authorization',
            value: `Bearer ${{pm.collectionVariables.get(name)}}`}});
    }}
    if (pm.collectionVariables.get(name)
            && Date.now() < Number(pm.collectionVariables.get(until))) {{
        apply();
    }} else pm.sendRequest({REQUEST}, (err, res) => {{
        if (err) return console.error(err);
        const body = res.json();
        pm.collectionVariables.set(name, body.access_token);
        pm.collectionVariables.set(until, Date.now() + (body.expires_in - 60) * 1000);
        apply();
    }});""",
}
"""Those that put the token into the request themselves."""
