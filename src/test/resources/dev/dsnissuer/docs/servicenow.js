// What ServiceNow offers to the script of docs/cookbook/servicenow.md, as its documentation describes it.
const crypto = require('node:crypto');
const { execFileSync } = require('node:child_process');

// The script of a process that sends one request, since ServiceNow waits for an answer where Node.js cannot.
const SEND = `
  const { url, ...request } = JSON.parse(require('node:fs').readFileSync(0, 'utf8'));
  fetch(url, request).then(async answer =>
    console.log(JSON.stringify({ status: answer.status, body: await answer.text() })));
`;

const fields = { name: 'checkout-eu' };
const current = {
  getValue: field => fields[field],
  setValue: (field, value) => { fields[field] = value; },
};
const gs = {
  generateGUID: () => crypto.randomUUID().replaceAll('-', ''),
  getProperty: name => (name === 'x_acme.dsn_issuer.webhook_secret' ? process.env.WEBHOOK_SECRET : null),
};

class GlideDateTime {
  getNumericValue() { return Date.now(); }
}

class CertificateEncryption {
  generateMac(key, algorithm, data) {
    if (algorithm !== 'HmacSHA256') throw new Error(`Not known here: ${algorithm}`);
    return crypto.createHmac('sha256', Buffer.from(key, 'base64')).update(data).digest('base64');
  }
}

class RESTMessageV2 {
  request = { headers: {} };
  setEndpoint(url) { this.request.url = url; }
  setHttpMethod(method) { this.request.method = method; }
  setRequestHeader(name, value) { this.request.headers[name] = value; }
  setRequestBody(body) { this.request.body = body; }
  execute() {
    const answer = JSON.parse(execFileSync(process.execPath, ['-e', SEND], { input: JSON.stringify(this.request) }));
    return { getStatusCode: () => answer.status, getBody: () => answer.body };
  }
}

const sn_ws = { RESTMessageV2 };

