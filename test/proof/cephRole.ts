import { Sha256 } from '@aws-crypto/sha256-js';
import { HttpRequest } from '@smithy/protocol-http';
import { SignatureV4 } from '@smithy/signature-v4';

export interface SessionCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiration: Date;
}

interface Key {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

const ROLE = 'gst-intake';
const TRUST = {
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Principal: { AWS: ['arn:aws:iam:::user/test'] }, Action: ['sts:AssumeRole'] },
  ],
};
const POLICY = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: ['s3:*'], Resource: ['arn:aws:s3:::*'] }],
};

/** @param admin runs a program on this Ceph; throws when it fails */
export function makeRole(admin: (program: string, ...args: string[]) => string): void {
  const trust = `--assume-role-policy-doc=${JSON.stringify(TRUST)}`;
  admin('radosgw-admin', 'role', 'create', `--role-name=${ROLE}`, trust);
  const policy = ['--policy-name=all', `--policy-doc=${JSON.stringify(POLICY)}`];
  admin('radosgw-admin', 'role-policy', 'put', `--role-name=${ROLE}`, ...policy);
}

/** Asks the server's STS for credentials of the role. */
export async function assumeRole(endpoint: string, key: Key, seconds: number): Promise<SessionCredentials> {
  const text = await askSts(endpoint, key, {
    Action: 'AssumeRole',
    Version: '2011-06-15',
    RoleArn: `arn:aws:iam:::role/${ROLE}`,
    RoleSessionName: 'gst-intake',
    DurationSeconds: String(seconds),
  });
  return {
    accessKeyId: element(text, 'AccessKeyId'),
    secretAccessKey: element(text, 'SecretAccessKey'),
    sessionToken: element(text, 'SessionToken'),
    expiration: new Date(element(text, 'Expiration')),
  };
}

async function askSts(
  endpoint: string,
  credentials: Key,
  parameters: Readonly<Record<string, string>>,
): Promise<string> {
  const { hostname, port, protocol, host } = new URL(endpoint);
  const signer = new SignatureV4({ service: 'sts', region: 'us-east-1', credentials, sha256: Sha256 });
  const body = new URLSearchParams(parameters).toString();
  const headers = { host, 'content-type': 'application/x-www-form-urlencoded' };
  const signed = await signer.sign(
    new HttpRequest({ protocol, hostname, port: Number(port), method: 'POST', path: '/', headers, body }),
  );
  const answer = await fetch(`${endpoint}/`, { method: 'POST', headers: signed.headers, body });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`STS answered ${answer.status}: ${text}`);
  return text;
}

function element(xml: string, name: string): string {
  const value = new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1];
  if (value === undefined) throw new Error(`STS answered without ${name}`);
  return value;
}
