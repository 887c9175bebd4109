// The readers that are not ours, for imports_text.py.
//
//   node imports_text.mjs FOLDER-WITH-@usebruno/cli-AND-httpyac < JOBS
//
// JOBS is a list of {kind, source, ours}: a file or folder, and the collection that was made of it. Prints the list with
// what the reader of that format finds in `source` as `theirs`, and what Bruno's reader finds in `ours` as `found`.
import fs from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'

const require = createRequire(path.resolve(process.argv[2], 'package.json'))
const bruno = require('@usebruno/filestore')
const httpyac = require('httpyac')
// They tell their problems on the console, where the answer goes.
console.error = console.warn = console.info = () => {}

const on = (rows) => (rows ?? []).filter((row) => row.enabled !== false)
const pairs = (rows) => on(rows).map((row) => [row.name, row.value ?? ''])
const off = (rows) => (rows ?? []).filter((row) => row.enabled === false).map((row) => [row.name, row.value ?? ''])

function body(body) {
  switch (body?.mode) {
    case 'json': case 'xml': case 'text': return { mode: body.mode, text: body[body.mode] ?? '' }
    case 'graphql': return { mode: 'graphql', text: body.graphql?.query ?? '', variables: body.graphql?.variables ?? '' }
    case 'file': return { mode: 'file', path: (on(body.file.map((file) => ({ ...file, enabled: file.selected })))[0] ?? body.file[0])?.filePath }
    case 'formUrlEncoded': return { mode: 'form', rows: pairs(body.formUrlEncoded), off: off(body.formUrlEncoded) }
    case 'multipartForm': return {
      mode: 'multipart',
      rows: on(body.multipartForm).flatMap((part) => [part.value].flat().map((value) => [part.name, value ?? '', part.contentType ?? ''])),
    }
    case 'none': case undefined: return { mode: 'none' }
    default: return { mode: 'another' }
  }
}

function auth(auth) {
  switch (auth?.mode) {
    case 'basic': return ['basic', auth.basic?.username ?? '', auth.basic?.password ?? '']
    case 'bearer': return ['bearer', auth.bearer?.token ?? '']
    case 'apikey': return ['apikey', auth.apikey?.key ?? '', auth.apikey?.value ?? '']
    case 'awsv4': return auth.awsv4.profileName
      ? ['awsv4', auth.awsv4.profileName, auth.awsv4.region, auth.awsv4.service]
      : ['awsv4', auth.awsv4.accessKeyId, auth.awsv4.secretAccessKey, auth.awsv4.sessionToken, auth.awsv4.region, auth.awsv4.service]
    default: return [auth?.mode ?? 'none']
  }
}

const seen = (item) => ({
  name: item.name,
  method: item.request.method,
  url: item.request.url,
  headers: pairs(item.request.headers),
  off: off(item.request.headers),
  body: body(item.request.body),
  auth: auth(item.request.auth),
  variables: pairs(item.request.vars?.req),
  assertions: pairs(item.request.assertions),
  path: pairs(item.request.params?.filter((param) => param.type === 'path')),
})

function walk(folder, ending) {
  return fs.readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const place = path.join(folder, entry.name)
    if (entry.isDirectory()) return ['environments', 'node_modules'].includes(entry.name) ? [] : walk(place, ending)
    return entry.name.endsWith(ending) ? [place] : []
  })
}

const APART = ['opencollection.yml', 'folder.yml', 'collection.bru', 'folder.bru']
function requests(folder, format) {
  const files = fs.statSync(folder).isDirectory() ? walk(folder, `.${format}`) : [folder]
  return files.filter((file) => !APART.includes(path.basename(file))).flatMap((file) => {
    const item = bruno.parseRequest(fs.readFileSync(file, 'utf8'), { format })
    // Requests by other means than HTTP do not come.
    return ['http-request', 'graphql-request'].includes(item.type) ? [{ seq: item.seq, ...seen(item) }] : []
  }).sort((one, other) => one.seq - other.seq)
}

const text = (place) => String(place)
Object.assign(httpyac.io.fileProvider, {
  EOL: '\n',
  exists: async (place) => fs.existsSync(text(place)),
  dirname: (place) => path.dirname(text(place)),
  hasExtension: (place, ...endings) => endings.some((ending) => text(place).endsWith(`.${ending}`)),
  isAbsolute: async (place) => path.isAbsolute(text(place)),
  joinPath: (place, name) => path.join(text(place), name),
  readFile: async () => '',
  readBuffer: async () => Buffer.from(''),
  writeBuffer: async () => {},
  readdir: async () => [],
  fsPath: text,
  toString: text,
})

async function regions(file) {
  const source = fs.readFileSync(file, 'utf8').replaceAll('\r\n', '\n')
  const read = await new httpyac.store.HttpFileStore().parse(file, source, { workingDir: path.dirname(file) })
  return read.httpRegions.filter((region) => region.request).map((region) => ({
    name: region.metaData.title ?? region.metaData.name ?? '',
    method: region.request.method ?? 'GET',
    url: region.request.url,
    headers: Object.entries(region.request.headers ?? {}),
    body: typeof region.request.body === 'string' ? region.request.body : null,
  }))
}

const jobs = JSON.parse(fs.readFileSync(0, 'utf8'))
for (const job of jobs) {
  job.found = requests(job.ours, 'yml')
  const root = bruno.parseCollection(fs.readFileSync(path.join(job.ours, 'opencollection.yml'), 'utf8'), { format: 'yml' })
  const collection = root.collectionRoot ?? root
  job.variables = Object.fromEntries(pairs(collection.request?.vars?.req))
  if (job.kind === 'bru') job.theirs = requests(job.source, 'bru')
  if (job.kind === 'http') job.theirs = await regions(job.source)
}
console.log(JSON.stringify(jobs))
