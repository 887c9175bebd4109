// Bruno's own reader and writer of files, for bruno.py.
//
//   node bruno_files.mjs FOLDER-WITH-@usebruno/cli FOLDER-OF-FILES FOLDER-FOR-SAVED
//
// Reads every file of expected.json as Bruno does and compares what it finds with what was meant; saves each file as
// Bruno does, into the other folder. Prints one JSON object: how many agree, and the disagreements.
import fs from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'

const [modules, folder, saved] = process.argv.slice(2)
const bruno = createRequire(path.resolve(modules, 'package.json'))('@usebruno/filestore')
const yml = { format: 'yml' }
// It tells its problems on the console, where the answer goes.
console.error = console.warn = () => {}

const rows = (list) => (list ?? []).map((row) => [row.name, row.value, row.enabled])

function body(body) {
  switch (body.mode) {
    case 'none': return { mode: 'none' }
    case 'json': case 'xml': case 'text': return { mode: body.mode, text: body[body.mode] }
    case 'graphql': return { mode: 'graphql', text: body.graphql.query, variables: body.graphql.variables }
    case 'file': return { mode: 'file', rows: body.file.map((file) => [file.filePath, file.contentType, file.selected]) }
    case 'formUrlEncoded': return { mode: body.mode, rows: rows(body.formUrlEncoded) }
    case 'multipartForm': return {
      mode: body.mode,
      rows: body.multipartForm.map((part) => [part.name, part.value, part.contentType ?? '', part.enabled]),
    }
    default: return { mode: body.mode }
  }
}

function auth(auth) {
  const texts = (...list) => ({ mode: auth.mode, texts: list.map((text) => text ?? '') })
  switch (auth.mode) {
    case 'basic': return texts(auth.basic.username, auth.basic.password)
    case 'bearer': return texts(auth.bearer.token)
    case 'apikey': return texts(auth.apikey.key, auth.apikey.value, auth.apikey.placement)
    case 'awsv4': return texts(auth.awsv4.region, auth.awsv4.service)
    default: return { mode: auth.mode }
  }
}

function seen(item) {
  const request = item.request
  return {
    name: item.name,
    method: request.method,
    url: request.url,
    headers: rows(request.headers),
    body: body(request.body),
    auth: auth(request.auth),
    variables: rows(request.vars.req),
    docs: request.docs ?? '',
    encodeUrl: item.settings.encodeUrl,
    followRedirects: item.settings.followRedirects,
    timeout: item.settings.timeout,
  }
}

/** The texts without an order of keys. */
const sorted = (value) => JSON.stringify(value, (_, of) => (
  of && typeof of === 'object' && !Array.isArray(of) ? Object.fromEntries(Object.entries(of).sort()) : of
))

let agree = 0
const disagree = []
for (const { file, request, environment } of JSON.parse(fs.readFileSync(path.join(folder, 'expected.json'), 'utf8'))) {
  const text = fs.readFileSync(path.join(folder, file), 'utf8')
  try {
    const [found, meant, written] = request
      ? (() => {
        const item = bruno.parseRequest(text, yml)
        // Each key has to be one of these three, or the request goes out unsigned.
        const aws = item.request.auth.awsv4
        if (aws && !aws.profileName && !(aws.accessKeyId && aws.secretAccessKey)) throw new Error('no keys')
        return [seen(item), request, bruno.stringifyRequest(item, yml)]
      })()
      : (() => {
        const read = bruno.parseEnvironment(text, yml)
        return [{ name: read.name, variables: rows(read.variables) }, environment, bruno.stringifyEnvironment(read, yml)]
      })()
    if (sorted(found) === sorted(meant)) agree += 1
    else disagree.push(`${file}: ${sorted(found)}\n  wanted ${sorted(meant)}`)
    fs.writeFileSync(path.join(saved, file), written)
  } catch (error) {
    disagree.push(`${file}: ${error.message}`)
  }
}
console.log(JSON.stringify({ agree, disagree }))
