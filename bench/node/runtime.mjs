// Speaks Lambda's Runtime API in a few lines. AWS's own client for Node.js does more, and takes longer.
import { Agent, request } from 'node:http';

import { handle } from './handler.mjs';

const [host, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(':');
const agent = new Agent({ keepAlive: true, maxSockets: 1 });

function call(method, path, body) {
  return new Promise((resolve, reject) => {
    const sent = request({ host, port, agent, method, path: `/2018-06-01/runtime/invocation/${path}` }, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () => resolve({ headers: response.headers, body: Buffer.concat(chunks).toString() }));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

for (;;) {
  const next = await call('GET', 'next');
  const requestId = next.headers['lambda-runtime-aws-request-id'];
  try {
    await call('POST', `${requestId}/response`, JSON.stringify(await handle(JSON.parse(next.body), { requestId })));
  } catch (error) {
    await call('POST', `${requestId}/error`, JSON.stringify({ errorType: error.name, errorMessage: error.message }));
  }
}
