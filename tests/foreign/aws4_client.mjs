// aws4, the signer that most JavaScript clients use, as client of the demo server.
//
//   npm install --prefix FOLDER aws4@1.13
//   node tests/foreign/aws4_client.mjs PATH/TO/countersign FOLDER
//
// Starts `countersign demo-server`, signs requests with aws4 and sends them with node's own http: good ones must be
// answered, spoilt ones refused with AWS's type and text. Prints every disagreement and `N passed, M failed`; exits
// with 1 when there was one.
import { spawn } from 'node:child_process'
import http from 'node:http'
import { createRequire } from 'node:module'
import path from 'node:path'
import readline from 'node:readline'

const [binary, folder] = process.argv.slice(2)
if (!binary || !folder) {
  console.error('usage: node aws4_client.mjs PATH/TO/countersign FOLDER-WITH-aws4')
  process.exit(2)
}
const aws4 = createRequire(path.resolve(folder, 'package.json'))('aws4')

const DEMO = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' }
let passed = 0
let failed = 0

function check(what, got, wanted) {
  if (JSON.stringify(got) === JSON.stringify(wanted)) {
    passed += 1
  } else {
    failed += 1
    console.log(`FAILED ${what}\n  got:    ${JSON.stringify(got)}\n  wanted: ${JSON.stringify(wanted)}`)
  }
}

async function startServer() {
  const child = spawn(binary, ['demo-server', '--port', '0'], { stdio: ['ignore', 'pipe', 'inherit'] })
  for await (const line of readline.createInterface({ input: child.stdout })) {
    const found = /^Listening on http:\/\/([^:]+:(\d+))$/.exec(line)
    if (!found) throw new Error(`demo-server said ${line}`)
    return { child, authority: found[1], port: Number(found[2]) }
  }
  throw new Error('demo-server ended')
}

/** Signs and sends; `spoil` may change the signed request first. */
function call(server, options, keys = DEMO, spoil = () => {}) {
  const request = {
    service: 'execute-api', region: 'us-east-1', method: 'GET', path: '/dev/pets', ...options,
    headers: { Host: server.authority, ...options.headers },
  }
  aws4.sign(request, keys)
  spoil(request)
  const { headers, method, body } = request
  return new Promise((resolve, reject) => {
    const sent = http.request({ host: '127.0.0.1', port: server.port, method, path: request.path, headers }, (reply) => {
      const chunks = []
      reply.on('data', (chunk) => chunks.push(chunk))
      reply.on('end', () => resolve({
        status: reply.statusCode,
        type: reply.headers['x-amzn-errortype'],
        body: Buffer.concat(chunks).toString(),
      }))
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

async function accepted(server, what, options, keys) {
  const reply = await call(server, options, keys)
  check(`${what}: accepted`, [reply.status, reply.type], [200, undefined])
}

async function refused(server, what, type, start, options, keys, spoil) {
  const reply = await call(server, options, keys, spoil)
  check(`${what}: status and type`, [reply.status, reply.type], [403, type])
  const message = JSON.parse(reply.body).message
  check(`${what}: text`, message.slice(0, start.length), start)
}

const server = await startServer()
try {
  const mismatch = 'The request signature we calculated does not match the signature you provided.'
  const invalid = 'InvalidSignatureException'
  await accepted(server, 'GET', {})
  await accepted(server, 'GET with a query', { path: '/dev/pets?type=dog&limit=2&note=a%20b' })
  await accepted(server, 'GET one pet', { path: '/dev/pets/2' })
  const json = { 'Content-Type': 'application/json' }
  await accepted(server, 'POST', { method: 'POST', body: '{"type":"cat","price":1}', headers: json })
  await accepted(server, 'further headers', { headers: { 'X-Amz-Meta-A': 'one  two', 'X-Team': 'blue' } })
  await refused(server, 'wrong secret', invalid, mismatch, {}, { ...DEMO, secretAccessKey: 'wrong' })
  await refused(server, 'tampered header', invalid, mismatch, { headers: { 'X-Amz-Meta-A': 'a' } }, DEMO, (request) => {
    request.headers['X-Amz-Meta-A'] = 'b'
  })
  await refused(server, 'tampered body', invalid, mismatch, { method: 'POST', body: '{"price":1}', headers: json }, DEMO,
    (request) => { request.body = '{"price":2}' })
  await refused(server, 'tampered path', invalid, mismatch, {}, DEMO, (request) => { request.path = '/dev/pets/1' })
  await refused(server, 'wrong region', invalid, "Credential should be scoped to a valid region, not 'eu-west-1'.",
    { region: 'eu-west-1' })
  await refused(server, 'wrong service', invalid, "Credential should be scoped to correct service: 'execute-api'.",
    { service: 'lambda' })
  await refused(server, 'unknown key', 'UnrecognizedClientException', 'The security token included in the request is invalid.',
    {}, { ...DEMO, accessKeyId: 'AKIAI44QH8DHBEXAMPLE' })
  await refused(server, 'no auth', 'MissingAuthenticationTokenException', 'Missing Authentication Token', {}, DEMO,
    (request) => { delete request.headers.Authorization })
} finally {
  server.child.kill()
}
console.log(`${passed} passed, ${failed} failed`)
process.exit(failed ? 1 : 0)
