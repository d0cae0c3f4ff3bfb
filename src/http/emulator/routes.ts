import type { FastifyInstance, FastifyRequest, HTTPMethods, RouteHandlerMethod } from 'fastify';
import type { EmulatorState } from '../../contract/emulator.ts';
import { parseConversation } from '../../emulator/conversation.ts';
import type { Emulator } from '../../emulator/emulator.ts';
import { parseSwitch, type Switch } from '../../emulator/outcomes.ts';
import { AppError } from '../../errors.ts';
import { onlyMethods } from '../onlyMethods.ts';
import type { Front } from './front.ts';

const ROOT = '/emulator/v1';
/** A recording of as many exchanges as it may hold, each of some three thousand characters. */
const MAX_RECORDING_BYTES = 32 * 1024 * 1024;

export interface EmulatorRoutes {
  readonly emulator: Emulator;
  readonly front: Pick<Front, 'quietly'>;
  readonly baseUrl: string;
  readonly version: string;
}

type Handler = (request: FastifyRequest) => unknown;

/** `/emulator/v1/…`: the switches, the clock, recordings and replay. There in emulator mode alone. */
export function registerEmulator(app: FastifyInstance, deps: EmulatorRoutes): void {
  const { emulator, front } = deps;
  const { switchboard, recordings } = emulator;
  const state = () => stateOf(deps);
  const switches = () => ({ switches: switchboard.list() });

  add(app, '', { GET: state });
  add(app, '/switches', {
    GET: switches,
    POST(request) {
      switchboard.add(switchesIn(request));
      return switches();
    },
    PUT(request) {
      const wanted = switchesIn(request);
      switchboard.clear();
      switchboard.add(wanted);
      return switches();
    },
    DELETE() {
      switchboard.clear();
      return switches();
    },
  });
  add(app, '/switches/:id', {
    DELETE(request) {
      const { id } = request.params as { readonly id: string };
      if (!switchboard.remove(Number(id)))
        throw new AppError('not_found', `There is no switch ${shown(id)}.`);
      return switches();
    },
  });
  add(app, '/clock', {
    GET: () => state().clock,
    async PUT(request) {
      await emulator.setClock(jsonOf(request));
      return state().clock;
    },
    async DELETE() {
      await emulator.setClock({ offsetSeconds: 0 });
      return state().clock;
    },
  });
  add(app, '/reset', {
    async POST() {
      await front.quietly(emulator.reset);
      return state();
    },
  });
  add(
    app,
    '/recordings/:name',
    {
      GET: ({ params }) =>
        recordings
          .get(nameOf(params))
          .map((each) => `${JSON.stringify(each)}\n`)
          .join(''),
      PUT: (request) => recordings.put(nameOf(request.params), parseConversation(textOf(request))),
      DELETE({ params }) {
        recordings.remove(nameOf(params));
        return state();
      },
    },
    { textType: 'application/x-ndjson', maxBodyBytes: MAX_RECORDING_BYTES },
  );
  add(app, '/recordings/:name/start', { POST: ({ params }) => recordings.start(nameOf(params)) });
  add(app, '/recordings/:name/stop', { POST: ({ params }) => recordings.stop(nameOf(params)) });
  add(app, '/replay', {
    GET: () => emulator.replay?.report() ?? null,
    DELETE: () => emulator.endReplay(),
  });
  add(app, '/replay/:name', { POST: ({ params }) => emulator.startReplay(nameOf(params)) });
}

/** @param options.textType what an answer that is a text is */
function add(
  app: FastifyInstance,
  path: string,
  handlers: Readonly<Partial<Record<'GET' | 'POST' | 'PUT' | 'DELETE', Handler>>>,
  options: { readonly textType?: string; readonly maxBodyBytes?: number } = {},
): void {
  const { textType = 'text/plain', maxBodyBytes } = options;
  const url = ROOT + path;
  for (const [method, handle] of Object.entries(handlers)) {
    const handler: RouteHandlerMethod = async (request, reply) => {
      reply.header('cache-control', 'no-store');
      const answer = await handle(request);
      if (typeof answer === 'string') return reply.header('content-type', textType).send(answer);
      return reply.header('content-type', 'application/json; charset=utf-8').send(JSON.stringify(answer));
    };
    const takesBody = method === 'POST' || method === 'PUT';
    app.route({
      method: method as HTTPMethods,
      url,
      config: { takesBody, ...(maxBodyBytes === undefined ? {} : { maxBodyBytes }) },
      handler,
    });
  }
  onlyMethods(app, url, Object.keys(handlers) as HTTPMethods[]);
}

function stateOf({ emulator, baseUrl, version }: EmulatorRoutes): EmulatorState {
  const { clock, switchboard, recordings, replay, account } = emulator;
  return {
    mode: 'emulator',
    version,
    baseUrl,
    ...account,
    clock: { now: new Date(clock.now()).toISOString(), offsetSeconds: clock.offsetMs / 1000 },
    switches: [...switchboard.list()],
    recordings: recordings.list(),
    replay: replay?.report() ?? null,
  };
}

/** One switch, or a list of them. */
function switchesIn(request: FastifyRequest): Switch[] {
  const value = jsonOf(request);
  return (Array.isArray(value) ? value : [value]).map(parseSwitch);
}

function jsonOf(request: FastifyRequest): unknown {
  try {
    return JSON.parse(textOf(request));
  } catch {
    throw new AppError('request_malformed', 'The body is no JSON.');
  }
}

function textOf({ body }: FastifyRequest): string {
  return body instanceof Uint8Array ? Buffer.from(body).toString('utf8') : '';
}

function nameOf(params: unknown): string {
  return (params as { readonly name: string }).name;
}

function shown(text: string): string {
  return `'${text.slice(0, 40)}'`;
}
