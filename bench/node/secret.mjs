// Reads the secret document, by a request signed after AWS's Signature Version 4. AWS's SDK does more, and takes longer.
import { createHash, createHmac } from 'node:crypto';

const { env } = process;
const hmac = (key, text) => createHmac('sha256', key).update(text).digest();
const sha256 = (text) => createHash('sha256').update(text).digest('hex');

export async function readSecret() {
  const url = new URL(env.AWS_ENDPOINT_URL_SECRETS_MANAGER ?? `https://secretsmanager.${env.AWS_REGION}.amazonaws.com`);
  const body = JSON.stringify({ SecretId: env.ISSUER_SECRETS_MANAGER_SECRET_ID });
  const time = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
  const scope = `${time.slice(0, 8)}/${env.AWS_REGION}/secretsmanager/aws4_request`;
  const headers = {
    'content-type': 'application/x-amz-json-1.1', host: url.host, 'x-amz-date': time,
    'x-amz-security-token': env.AWS_SESSION_TOKEN, 'x-amz-target': 'secretsmanager.GetSecretValue',
  };
  const names = Object.keys(headers).join(';');
  const request = ['POST', '/', '', ...Object.entries(headers).map(([name, value]) => `${name}:${value}`), '', names, sha256(body)];
  const key = scope.split('/').reduce(hmac, `AWS4${env.AWS_SECRET_ACCESS_KEY}`);
  const signature = hmac(key, ['AWS4-HMAC-SHA256', time, scope, sha256(request.join('\n'))].join('\n')).toString('hex');
  const { host, ...sent } = headers;
  const response = await fetch(url, {
    method: 'POST', body, signal: AbortSignal.timeout(2000), headers: { ...sent, authorization:
      `AWS4-HMAC-SHA256 Credential=${env.AWS_ACCESS_KEY_ID}/${scope}, SignedHeaders=${names}, Signature=${signature}` },
  });
  if (!response.ok) throw new Error(`Secrets Manager answered ${response.status}`);
  return JSON.parse((await response.json()).SecretString);
}
