import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

/**
 * The house: which room may import which. A room is a folder of src/ or a file directly in it. `type` in front
 * means that only types may come from there.
 */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  main: ['compose', 'cli', 'config', 'version'],
  judgeProcess: ['ingestion'],
  compose: ['*'],
  version: [],
  config: ['configValues', 'configTelemetry', 'errors'],
  configValues: [],
  configTelemetry: [],
  log: ['errors'],
  errors: [],

  http: [
    ...['uploads', 'ingestion', 'accounts', 'sigv4', 'contract', 'emulator', 'errors', 'log'],
    ...['type gst', 'type telemetry'],
  ],
  emulator: ['uploads', 'ingestion', 'accounts', 'errors', 'type sigv4', 'type worker'],
  db: ['uploads', 'ingestion', 'accounts', 'errors', 'type gst'],
  objects: ['uploads', 'ingestion', 'sigv4', 'errors'],
  worker: ['uploads', 'ingestion', 'accounts', 'errors', 'type gst', 'type log', 'type telemetry'],
  telemetry: [],
  operate: ['uploads', 'accounts', 'sigv4', 'errors'],
  cli: ['client', 'type contract', 'errors'],
  client: ['type contract'],
  // `gst` has no Node in it: the page recognises a header as the server does.
  console: ['client', 'gst', 'type contract'],

  ingestion: ['uploads', 'accounts', 'gst', 'sheet', 'errors'],
  uploads: ['accounts', 'sigv4', 'errors'],
  accounts: ['errors'],
  gst: ['errors'],
  sheet: ['errors'],
  sigv4: ['errors'],
  contract: ['errors'],
};

/** Technology stays in its room: which package or Node module may be imported where. */
const TECHNOLOGY: Readonly<Record<string, readonly string[]>> = {
  fastify: ['http'],
  'prom-client': ['http'],
  kysely: ['db'],
  pg: ['db'],
  'node:sqlite': ['db'],
  pino: ['log'],
  typebox: ['contract'],
  commander: ['cli'],
  'cli-progress': ['cli'],
  tar: ['operate'],
  '@aws-sdk/client-s3': ['objects'],
  react: ['console'],
  'react-dom/client': ['console'],
  'react-aria-components': ['console'],
  '@tanstack/react-query': ['console'],
  '@tanstack/react-virtual': ['console'],
  wouter: ['console'],
  '@opentelemetry/api': ['telemetry'],
  '@opentelemetry/sdk-trace': ['telemetry'],
  '@opentelemetry/sdk-metrics': ['telemetry'],
  '@opentelemetry/resources': ['telemetry'],
  '@opentelemetry/exporter-trace-otlp-http': ['telemetry'],
  '@opentelemetry/exporter-metrics-otlp-http': ['telemetry'],
};

const SRC = fileURLToPath(new URL('../src', import.meta.url));
const IMPORT =
  /^\s*(?:import|export)\s+(type\s)?[^'";]*?from\s+'([^']+)'|import\('([^']+)'\)|^import\s+'([^']+)'/gm;

interface Import {
  readonly file: string;
  readonly room: string;
  readonly specifier: string;
  readonly typeOnly: boolean;
}

function roomOf(path: string): string {
  return (relative(SRC, path).split('/')[0] ?? '').replace(/\.tsx?$/, '');
}

function importsOf(file: string): Import[] {
  return [...readFileSync(file, 'utf8').matchAll(IMPORT)].map(([, type, from, dynamic, bare]) => ({
    file: relative(SRC, file),
    room: roomOf(file),
    specifier: from ?? dynamic ?? bare ?? '',
    typeOnly: type !== undefined,
  }));
}

const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.tsx?$/.test(name))
  .map((name) => join(SRC, name));
const imports = files.flatMap(importsOf);

describe('the house', () => {
  it('has a rule for every room', () => {
    expect([...new Set(files.map(roomOf))].filter((room) => !(room in MAY_IMPORT))).toEqual([]);
  });

  it('has no arrow that its rules do not allow', () => {
    const forbidden = imports
      .filter(({ specifier }) => specifier.startsWith('.'))
      .filter(({ file, room, specifier, typeOnly }) => {
        const target = roomOf(join(SRC, dirname(file), specifier));
        const allowed = MAY_IMPORT[room] ?? [];
        return !(
          target === room ||
          allowed.includes('*') ||
          allowed.includes(target) ||
          (typeOnly && allowed.includes(`type ${target}`))
        );
      })
      .map(({ file, specifier }) => `${file} imports ${specifier}`);
    expect(forbidden).toEqual([]);
  });

  it('keeps each technology in its room', () => {
    const strays = imports
      .filter(({ specifier }) => !specifier.startsWith('.') && specifier in TECHNOLOGY)
      .filter(({ specifier, room }) => !TECHNOLOGY[specifier]?.includes(room))
      .map(({ file, specifier }) => `${file} imports ${specifier}`);
    expect(strays).toEqual([]);
  });

  it('keeps the emulator out of whatever runs in another mode', () => {
    const isItsOwn = /^(?:emulator\/|compose\/emulate\.ts$|http\/emulator\/)/;
    const reaching = imports.filter(
      ({ file, specifier }) =>
        specifier.startsWith('.') && isItsOwn.test(relative(SRC, join(SRC, dirname(file), specifier))),
    );
    expect(reaching.length).toBeGreaterThan(20);
    const outside = reaching.filter(({ file }) => !isItsOwn.test(file));
    expect(outside.map(({ file, specifier }) => `${file} imports ${specifier}`)).toEqual([
      'compose/bodies.ts imports ./emulate.ts',
      'compose/bodies.ts imports ./emulate.ts',
    ]);
    expect(readFileSync(join(SRC, 'compose/bodies.ts'), 'utf8')).not.toMatch(/^import .*emulate/m);
  });

  it('keeps Node out of what runs in browsers', () => {
    const rooms = new Set(['client', 'console', 'gst', 'errors']);
    expect(imports.filter(({ room, specifier }) => rooms.has(room) && specifier.startsWith('node:'))).toEqual(
      [],
    );
  });

  it('reads the environment and the clock only at the edge of the house', () => {
    const edge = new Set(['main', 'compose', 'config']);
    const readers = files
      .filter((file) => !edge.has(roomOf(file)) && relative(SRC, file) !== 'console/main.tsx')
      .filter((file) =>
        /\bprocess\.env\b|\bDate\.now\(|\brandomUUID\(|\bMath\.random\(|\bnew Date\(\)/.test(
          readFileSync(file, 'utf8'),
        ),
      )
      .map((file) => relative(SRC, file));
    expect(readers).toEqual([]);
  });

  it('has no file over 400 lines', () => {
    const long = files.filter((file) => readFileSync(file, 'utf8').split('\n').length > 400);
    expect(long.map((file) => relative(SRC, file))).toEqual([]);
  });

  it('sees the imports that it judges', () => {
    expect(imports).toContainEqual({
      file: 'accounts/admission.ts',
      room: 'accounts',
      specifier: '../errors.ts',
      typeOnly: false,
    });
    expect(imports.some(({ typeOnly }) => typeOnly)).toBe(true);
  });
});
