import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { announcesBody } from './unwantedBody.ts';

/** Which of the server's connections still owe an answer: Node's own book calls one busy that never asked. */
export function watchConnections(server: Server) {
  const open = new Set<Socket>();
  const last = new WeakMap<
    Socket,
    { readonly request: IncomingMessage; readonly response: ServerResponse }
  >();

  server.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  const note = (request: IncomingMessage, response: ServerResponse): void => {
    last.set(request.socket, { request, response });
  };
  for (const event of ['request', 'checkContinue', 'checkExpectation']) server.prependListener(event, note);

  const isAnswering = (socket: Socket): boolean => {
    const response = last.get(socket)?.response;
    return response !== undefined && !response.writableFinished && !response.destroyed;
  };

  return {
    /** Whether a request with a body is under way there, so that its answer is the connection's last. */
    endsWithAnswer(socket: Socket): boolean {
      const request = last.get(socket)?.request;
      return request !== undefined && announcesBody(request) && !request.complete && isAnswering(socket);
    },
    /** Ends every connection that waits for no answer, even if part of a request came. */
    closeSilent(): void {
      for (const socket of open) if (!isAnswering(socket)) socket.destroy();
    },
  };
}
