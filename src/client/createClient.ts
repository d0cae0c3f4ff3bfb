import { status, trigger } from './clearCalls.ts';
import { connect } from './connection.ts';
import { documents, errorFile, template, warnings } from './downloads.ts';
import { assertWellFormed } from './fileName.ts';
import { errorRows, findingGroups, warningRows } from './findings.ts';
import { ingestFile } from './ingestFile.ts';
import { activities, activity, allActivities, discardPreview, endActivity, trail } from './nativeCalls.ts';
import { presignOnce } from './presign.ts';
import { withRetries } from './retry.ts';
import { session, signIn, signOut } from './session.ts';
import type { Client, ClientOptions } from './types.ts';
import { upload } from './upload.ts';
import { waitForActivity } from './wait.ts';
import { watch } from './watch.ts';

/**
 * A client of Clear's file-ingestion API, for this server and for Clear alike.
 *
 * @throws InvalidOptionError
 */
export function createClient(options: ClientOptions): Client {
  const connection = connect(options);
  return {
    async presign(call) {
      assertWellFormed(call.fileName);
      const { signal, onRetry } = call;
      return withRetries({ ...connection, signal, onRetry }, () => presignOnce(connection, call));
    },
    async upload(call) {
      assertWellFormed(call.fileName);
      return upload(connection, call);
    },
    async trigger(call) {
      assertWellFormed(call.fileName);
      return trigger(connection, call);
    },
    status: (call) => status(connection, call),
    waitForActivity: (call) => waitForActivity(connection, call),
    activity: (call) => activity(connection, call),
    cancelActivity: (call) => endActivity(connection, call, 'cancel'),
    discardActivity: (call) => endActivity(connection, call, 'discard'),
    errorFile: (call) => errorFile(connection, call),
    documents: (call) => documents(connection, call),
    warnings: (call) => warnings(connection, call),
    template: (call) => template(connection, call),
    ingestFile: (call) => ingestFile(connection, call),
    signIn: (call) => signIn(connection, call),
    session: (call = {}) => session(connection, call),
    signOut: (call = {}) => signOut(connection, call),
    activities: (call = {}) => activities(connection, call),
    allActivities: (call = {}) => allActivities(connection, call),
    watch: (call = {}) => watch(connection, call),
    trail: (call) => trail(connection, call),
    discardPreview: (call) => discardPreview(connection, call),
    errorGroups: (call) => findingGroups(connection, call, 'errors'),
    errorRows: (call) => errorRows(connection, call),
    warningGroups: (call) => findingGroups(connection, call, 'warnings'),
    warningRows: (call) => warningRows(connection, call),
  };
}
