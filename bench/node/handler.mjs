// What the benchmark compares the function with: one caller with a token and one POST /keys, without any library.
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

import { readSecret } from './secret.mjs';

const { env } = process;
const sentry = env.SENTRY_URL;
// Of the secret document or the environment, read at the first request and kept.
let settings;
const slug = /^[A-Za-z0-9_-]{1,100}$/;
const publicDsn = /^https?:\/\/([0-9a-f]+)@[\w.-]+(?::\d{1,5})?\/(\d+)$/;

class Problem extends Error {
  constructor(status, code) {
    super(code);
    this.status = status;
  }
}

export async function handle(event, context) {
  const start = performance.now();
  const line = { timestamp: new Date().toISOString(), level: 'INFO', loggerName: 'audit', requestId: context.requestId };
  try {
    settings ??= env.ISSUER_SECRETS_MANAGER_SECRET_ID ? ofDocument(await readSecret()) : ofEnvironment();
    authenticate(event.headers.authorization);
    const request = parse(event);
    const key = await issue(request, line);
    Object.assign(line, { event: key.isNew ? 'issued' : 'replayed', ...request, keyId: key.id.slice(0, 8) });
    return answer(key.isNew ? 201 : 200, 'application/json', { dsn: key.dsn });
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    Object.assign(line, { event: error.status < 500 ? 'refused' : 'failed', problem: error.message });
    return answer(error.status, 'application/problem+json',
      { type: `urn:dsn-issuer:problem:${error.message}`, title: error.message, status: error.status });
  } finally {
    line.durationMs = Math.round(performance.now() - start);
    console.log(JSON.stringify(line));
  }
}

function ofDocument(document) {
  const caller = document.callers.backstage;
  return {
    token: document['sentry-auth-token'], derivationSecret: document['derivation-secret'],
    tokenHash: Buffer.from(caller['token-sha256'][0], 'hex'), projects: caller.projects.map((pattern) => pattern.split('/')),
  };
}

function ofEnvironment() {
  return {
    token: env.SENTRY_AUTH_TOKEN, derivationSecret: env.ISSUER_DERIVATION_SECRET,
    tokenHash: Buffer.from(env.ISSUER_CALLERS__BACKSTAGE__TOKEN_SHA256, 'hex'),
    projects: env.ISSUER_CALLERS__BACKSTAGE__PROJECTS.split(',').map((pattern) => pattern.split('/')),
  };
}

function answer(statusCode, type, body) {
  return { statusCode, headers: { 'Content-Type': type }, body: JSON.stringify(body), isBase64Encoded: false };
}

function authenticate(authorization) {
  const token = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1];
  if (!token || !timingSafeEqual(createHash('sha256').update(token).digest(), settings.tokenHash)) {
    throw new Problem(401, 'unauthenticated');
  }
}

function parse(event) {
  if (event.rawPath !== '/keys') throw new Problem(404, 'not-found');
  if (event.requestContext.http.method !== 'POST') throw new Problem(405, 'method-not-allowed');
  if (event.headers['content-type'] !== 'application/json') throw new Problem(415, 'unsupported-media-type');
  const text = event.isBase64Encoded ? Buffer.from(event.body, 'base64').toString() : event.body;
  let body;
  try {
    body = JSON.parse(text);
  } catch {
    throw new Problem(400, 'invalid-request');
  }
  const { organization, project, name, ...unknown } = body;
  const trimmed = typeof name === 'string' ? name.trim().normalize('NFC') : '';
  if (!slug.test(organization) || !slug.test(project) || !/^\P{Cc}{1,64}$/u.test(trimmed) || Object.keys(unknown).length) {
    throw new Problem(400, 'invalid-request');
  }
  if (!settings.projects.some(([o, p]) => (o === '*' || o === organization) && (p === '*' || p === project))) {
    throw new Problem(403, 'forbidden');
  }
  return { organization, project, name: trimmed };
}

async function issue({ organization, project, name }, line) {
  const id = createHmac('sha256', settings.derivationSecret).update(`${organization}/${project}/${name}`).digest('hex')
    .slice(0, 32);
  const keys = `${sentry}/api/0/projects/${organization}/${project}/keys/`;
  line.sentryCalls = 1;
  const found = await call(`${keys}${id}/`, 'GET');
  if (found) return verified(found, id, false);
  line.sentryCalls = 2;
  return verified(await call(keys, 'POST', { name, public: id }), id, true);
}

async function call(url, method, body) {
  const response = await fetch(url, {
    method,
    headers: { authorization: `Bearer ${settings.token}`, accept: 'application/json', 'content-type': 'application/json' },
    body: body && JSON.stringify(body),
    redirect: 'manual',
    signal: AbortSignal.timeout(3000),
  });
  if (response.status === 404 && method === 'GET') {
    await response.arrayBuffer();
    return null;
  }
  if (!response.ok) throw new Problem(502, 'sentry-misbehaved');
  return response.json();
}

function verified(key, id, isNew) {
  const dsn = publicDsn.exec(key.dsn?.public);
  if (!key.isActive) throw new Problem(409, 'key-deactivated');
  if (key.id !== id || dsn?.[1] !== id || dsn[2] !== String(key.projectId)) throw new Problem(502, 'sentry-misbehaved');
  return { id, dsn: key.dsn.public, isNew };
}
