import {
  EmulatorClock,
  EmulatorRecording,
  EmulatorReplay,
  EmulatorState,
  EmulatorSwitch,
  EmulatorSwitches,
} from './emulator.ts';
import { answerHeaders, type Json, json, parameter } from './openapiParts.ts';

const JSON_BODY = 'application/json';

/** The description of an emulator: that of the server, and `/emulator/v1/…`. */
export function withEmulator(document: Json): Json {
  return {
    ...document,
    tags: [
      ...(document['tags'] as readonly Json[]),
      { name: 'emulator', description: 'The switches, the clock, recordings and replay of emulator mode.' },
    ],
    paths: { ...(document['paths'] as Json), ...emulatorPaths() },
  };
}

function emulatorPaths(): Json {
  const one = {
    description: 'One switch, or a list of them.',
    anyOf: [EmulatorSwitch, { type: 'array', items: EmulatorSwitch }],
  };
  const clock = {
    type: 'object',
    description: 'One of them.',
    properties: {
      now: { type: 'string', format: 'date-time' },
      advanceSeconds: { type: 'number' },
      offsetSeconds: { type: 'number' },
    },
    minProperties: 1,
    maxProperties: 1,
    additionalProperties: false,
  };
  const named = [parameter('path', 'name', { type: 'string' })];
  return {
    '/emulator/v1': {
      get: call('emulatorState', 'All that is forced, recorded and replayed.', { answer: EmulatorState }),
    },
    '/emulator/v1/switches': {
      get: call('listSwitches', 'The switches that are on.', { answer: EmulatorSwitches }),
      post: call('addSwitches', 'Force outcomes of calls to come, beside what is forced already.', {
        answer: EmulatorSwitches,
        body: one,
      }),
      put: call('replaceSwitches', 'Likewise, in place of what is forced already.', {
        answer: EmulatorSwitches,
        body: one,
      }),
      delete: call('clearSwitches', 'Force nothing any more.', { answer: EmulatorSwitches }),
    },
    '/emulator/v1/switches/{id}': {
      delete: call('removeSwitch', 'Take one switch off.', {
        answer: EmulatorSwitches,
        parameters: [parameter('path', 'id', { type: 'integer' })],
      }),
    },
    '/emulator/v1/clock': {
      get: call('getClock', 'The time that it is here.', { answer: EmulatorClock }),
      put: call('setClock', 'Put the clock; it goes on from there.', { answer: EmulatorClock, body: clock }),
      delete: call('resetClock', "Back to the machine's time.", { answer: EmulatorClock }),
    },
    '/emulator/v1/reset': {
      post: call('reset', 'A fresh installation, as at the start; recordings stay.', {
        answer: EmulatorState,
      }),
    },
    '/emulator/v1/recordings/{name}': {
      get: call('getRecording', 'What was recorded, one exchange a line.', {
        parameters: named,
        answerType: 'application/x-ndjson',
      }),
      put: call('putRecording', 'A recording that was kept elsewhere.', {
        parameters: named,
        answer: EmulatorRecording,
        body: { type: 'string' },
        bodyType: 'application/x-ndjson',
      }),
      delete: call('removeRecording', 'Forget it.', { parameters: named, answer: EmulatorState }),
    },
    '/emulator/v1/recordings/{name}/start': {
      post: call('startRecording', 'Record from now on, anew where the name is taken.', {
        parameters: named,
        answer: EmulatorRecording,
      }),
    },
    '/emulator/v1/recordings/{name}/stop': {
      post: call('stopRecording', 'Record no more.', { parameters: named, answer: EmulatorRecording }),
    },
    '/emulator/v1/replay': {
      get: call(
        'getReplay',
        'How far the replay is and where the client first differed; null when there is none.',
        {
          answer: { anyOf: [EmulatorReplay, { type: 'null' }] },
        },
      ),
      delete: call('endReplay', 'End it.', { answer: EmulatorReplay }),
    },
    '/emulator/v1/replay/{name}': {
      post: call('startReplay', 'Answer from this recording, strictly in its order.', {
        parameters: named,
        answer: EmulatorReplay,
      }),
    },
  };
}

function call(
  operationId: string,
  summary: string,
  parts: {
    readonly answer?: unknown;
    readonly answerType?: string;
    readonly body?: unknown;
    readonly bodyType?: string;
    readonly parameters?: readonly Json[];
  },
): Json {
  const {
    answer = { type: 'string' },
    answerType = JSON_BODY,
    body,
    bodyType = JSON_BODY,
    parameters = [],
  } = parts;
  return {
    operationId,
    tags: ['emulator'],
    summary,
    security: [],
    parameters,
    ...(body === undefined
      ? {}
      : { requestBody: { required: true, content: { [bodyType]: { schema: body } } } }),
    responses: {
      200: {
        ...json('Done.', answer),
        headers: answerHeaders(),
        ...(answerType === JSON_BODY ? {} : { content: { [answerType]: { schema: answer } } }),
      },
      '4XX': {
        description: 'What was sent makes no sense, or there is no such thing.',
        headers: answerHeaders(),
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    },
  };
}
