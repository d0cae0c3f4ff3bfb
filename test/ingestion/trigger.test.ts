import { describe, expect, it } from 'vitest';
import type { WantedActivity } from '../../src/ingestion/ports.ts';
import { type TriggerRequest, triggerIngestion } from '../../src/ingestion/trigger.ts';
import { objectKey } from '../../src/uploads/objectKey.ts';

const NOON = Date.UTC(2026, 3, 10, 6, 30);
const WORKSPACE = '0b8b9d52-0d1c-4a3c-9d1e-0a6f5f0c7a11';
const UPLOAD = { issuedAt: NOON, uploadId: 'ab'.repeat(16) };
const PREFIX = 'https://intake.example/gst/v1/ap-south-1/gst-intake/';
const KEY = objectKey({ ...UPLOAD, workspaceId: WORKSPACE, templateType: 'sales' });

async function trigger(facts: Partial<TriggerRequest>) {
  const asked: WantedActivity[] = [];
  const outcome = await triggerIngestion(
    {
      workspaceId: WORKSPACE,
      userId: 'user',
      templateType: 'sales',
      s3FileUrl: PREFIX + KEY,
      externalId: null,
      templateId: '618a5623836651c01c1498ad',
      onlyGstins: [],
      userFileName: 'a.csv',
      corrects: null,
      ...facts,
    },
    {
      activities: {
        async trigger(wanted) {
          asked.push(wanted);
          return { outcome: 'notLanded' };
        },
      },
      urlPrefixes: [PREFIX],
      newActivityId: () => 'f'.repeat(24),
      now: () => NOON + 9,
    },
  );
  return { outcome, asked };
}

describe('trigger', () => {
  it.each([
    ['whole', `${PREFIX}${KEY}?X-Amz-Signature=abc&X-Amz-Expires=600`],
    ['without its query', PREFIX + KEY],
    ['in capitals where that makes no difference', PREFIX.replace('https://intake', 'HTTPS://Intake') + KEY],
    ['with the port that it has anyway', PREFIX.replace('.example', '.example:443') + KEY],
    ['with a fragment', `${PREFIX}${KEY}#?x`],
  ])('finds the upload by its URL, %s', async (_, s3FileUrl) => {
    const { outcome, asked } = await trigger({ s3FileUrl });
    expect(outcome).toEqual({ outcome: 'notLanded' });
    expect(asked).toEqual([
      {
        activityId: 'f'.repeat(24),
        workspaceId: WORKSPACE,
        userId: 'user',
        templateType: 'sales',
        upload: UPLOAD,
        externalId: null,
        templateId: '618a5623836651c01c1498ad',
        onlyGstins: [],
        userFileName: 'a.csv',
        corrects: null,
        at: NOON + 9,
      },
    ]);
  });

  it.each([
    '',
    'nonsense',
    KEY,
    `/gst/v1/ap-south-1/gst-intake/${KEY}`,
    `http://intake.example/gst/v1/ap-south-1/gst-intake/${KEY}`,
    `https://intake.example/v1/ap-south-1/gst-intake/${KEY}`,
    `https://intake.example:80/gst/v1/ap-south-1/gst-intake/${KEY}`,
    `https://intake.example:443:443/gst/v1/ap-south-1/gst-intake/${KEY}`,
    `https://intake.example:443@169.254.169.254/gst/v1/ap-south-1/gst-intake/${KEY}`,
    `https://intake.example\\@169.254.169.254/gst/v1/ap-south-1/gst-intake/${KEY}`,
    `https:///gst/v1/ap-south-1/gst-intake/${KEY}`,
    `https:intake.example/gst/v1/ap-south-1/gst-intake/${KEY}`,
    `https://intake.example/GST/v1/ap-south-1/gst-intake/${KEY}`,
    `https://intake.example/gst/v1/ap-south-1/gst-intake/\n${KEY}`,
    `https://intake.example:8443/gst/v1/ap-south-1/gst-intake/${KEY}`,
    `https://intake.example@169.254.169.254/gst/v1/ap-south-1/gst-intake/${KEY}`,
    `https://169.254.169.254/gst/v1/ap-south-1/gst-intake/${KEY}`,
    `https://[::ffff:7f00:1]/gst/v1/ap-south-1/gst-intake/${KEY}`,
    `http://2130706433/${KEY}`,
    `https://intake.example/gst/v1/ap-south-1/other/${KEY}`,
    `https://intake.example/gst/v1/us-east-1/gst-intake/${KEY}`,
    `${PREFIX}../gst-intake/${KEY}`,
    `${PREFIX}${KEY}/`,
    `${PREFIX}${KEY}%20`,
    `${PREFIX}/${KEY}`,
    ` ${PREFIX}${KEY}`,
    `${PREFIX}${KEY.toUpperCase()}`,
    `${PREFIX}${KEY.replace('APRIL', 'MAY')}`,
    `${PREFIX}${KEY.replace('GSTSALES', 'MAXITC')}`,
    `file:///etc/passwd?${PREFIX}${KEY}`,
  ])('does not know %j', async (s3FileUrl) => {
    const { outcome, asked } = await trigger({ s3FileUrl });
    expect({ outcome, asked }).toEqual({ outcome: { outcome: 'unknown' }, asked: [] });
  });

  it('does not know a URL of another workspace or register', async () => {
    const other = WORKSPACE.replace('0b', '1c');
    expect((await trigger({ workspaceId: other })).asked).toEqual([]);
    expect((await trigger({ templateType: 'purchase' })).asked).toEqual([]);
  });
});
