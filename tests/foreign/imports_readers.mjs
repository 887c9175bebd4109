// What readers that are not ours find in files of other programs. Takes a list of `{file, kind}` on standard input and gives, for
// each file, its requests with name, method, URL and query, headers, auth and body where the reader has them, its folders and the
// names of its variables; or why it can not be read.
//
//     node imports_readers.mjs FOLDER
//
// FOLDER holds `npm install postman-collection @usebruno/converters @apidevtools/swagger-parser`.

import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

const require = createRequire(path.resolve(process.argv[2], "package.json"));
const { Collection } = require("postman-collection");
const { insomniaToBruno } = require("@usebruno/converters");
const SwaggerParser = require("@apidevtools/swagger-parser");

const METHODS = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

// Insomnia's own importers leave workspace and names to the program that takes what they give: without them Bruno reads nothing.
function named(value) {
  const has = value.resources.some((resource) => resource._type === "workspace");
  const workspace = { _type: "workspace", _id: "__WORKSPACE_ID__" };
  const resources = has ? value.resources : [workspace, ...value.resources];
  const isNameless = ({ _type, name }) => !name && ["workspace", "request_group"].includes(_type);
  return { ...value, resources: resources.map((one) => (isNameless(one) ? { ...one, name: "Nameless" } : one)) };
}

const sentHeaders = (rows) => rows.map((row) => [row.name ?? row.key, row.value ?? ""]);
const sentFields = (rows) => rows.map((row) => row.name ?? row.key ?? "");

// A body as its text, or as the names of its fields.
function bodyOfBruno(body) {
  const fields = (rows) => ({ fields: sentFields((rows ?? []).filter((row) => row.enabled)) });
  switch (body?.mode) {
    case "json":
    case "text":
    case "xml":
      return { text: body[body.mode] ?? "" };
    case "formUrlEncoded":
    case "multipartForm":
      return fields(body[body.mode]);
    default:
      return null;
  }
}

function bodyOfPostman(body) {
  if (!body || body.disabled) return null;
  switch (body.mode) {
    case "raw":
      return { text: body.raw ?? "" };
    case "urlencoded":
    case "formdata":
      return { fields: sentFields(body[body.mode].filter((row) => !row.disabled)) };
    default:
      return null;
  }
}

function authOfPostman(auth) {
  if (!auth) return { type: "inherit" };
  const parameters = auth.parameters();
  const value = (name) => parameters.get(name) ?? "";
  return auth.type === "awsv4" ? { type: "awsv4", region: value("region"), service: value("service") } : { type: auth.type };
}

function insomnia(file) {
  const text = fs.readFileSync(file, "utf8");
  const isFlat = text.trimStart().startsWith("{");
  const read = insomniaToBruno(isFlat ? named(JSON.parse(text)) : text);
  const found = { requests: [], folders: 0, variables: [] };
  const walk = (items, isTop) => {
    const folders = items.filter((item) => item.type === "folder");
    const requests = items.filter((item) => item.type !== "folder");
    // In version 4 Bruno lists the requests of a folder twice.
    const once = isFlat && !isTop ? requests.slice(0, requests.length / 2) : requests;
    for (const { name: unique, request } of once) {
      // Names that come twice get numbers in Bruno.
      const name = unique.replace(/_\d+$/, "");
      const query = (request.params ?? []).filter((row) => row.enabled && row.type !== "path").map((row) => row.name);
      const headers = sentHeaders((request.headers ?? []).filter((row) => row.enabled && row.name));
      const body = bodyOfBruno(request.body);
      found.requests.push({ name, method: request.method, url: request.url, query, headers, body });
    }
    for (const folder of folders) {
      found.folders += 1;
      walk(folder.items ?? [], false);
    }
  };
  walk(read.items ?? [], true);
  // The base stands in every environment of Bruno's.
  const names = (read.environments ?? []).flatMap((environment) => environment.variables.map((row) => row.name));
  found.variables = [...new Set(names)];
  return found;
}

function postman(file) {
  const value = JSON.parse(fs.readFileSync(file, "utf8"));
  const read = new Collection(value.collection ?? value);
  const found = { requests: [], folders: 0, variables: read.variables.map((row) => row.key) };
  read.forEachItem((item) => {
    const url = item.request.url;
    const query = url.query.filter((row) => !row.disabled).map((row) => row.key ?? "");
    const { method, body, auth } = item.request;
    const headers = sentHeaders(item.request.headers.filter((row) => !row.disabled));
    const more = { headers, body: bodyOfPostman(body), auth: authOfPostman(auth) };
    found.requests.push({ name: item.name ?? null, method, url: url.toString(), query, ...more });
  });
  read.forEachItemGroup(() => (found.folders += 1));
  return found;
}

async function openapi(file) {
  const read = await SwaggerParser.dereference(file, {
    resolve: { external: false },
    dereference: { circular: "ignore" },
  });
  const requests = [];
  for (const [target, item] of Object.entries(read.paths ?? {})) {
    for (const method of METHODS.filter((method) => item[method])) {
      const operation = item[method];
      const name = operation.summary?.trim() ? operation.summary : operation.operationId;
      requests.push({ name: name ?? null, method: method.toUpperCase(), url: target, query: null });
    }
  }
  return { requests, folders: null, variables: [] };
}

const READERS = { insomnia, postman, openapi };
const found = {};
for (const { file, kind } of JSON.parse(fs.readFileSync(0, "utf8"))) {
  try {
    found[file] = await READERS[kind](file);
  } catch (error) {
    found[file] = { error: String(error).slice(0, 300) };
  }
}
process.stdout.write(JSON.stringify(found));
