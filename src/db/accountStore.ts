import type { Calendar } from '../accounts/calendar.ts';
import type { AccountStore } from '../accounts/ports.ts';
import { appendAudit, listAudit } from './auditTrail.ts';
import { createClientSecretStore } from './clientSecretStore.ts';
import { createCompanyStore } from './companyStore.ts';
import type { Engine } from './engine.ts';
import { readLimitedQuotas, readQuotaUse, writeQuotas } from './quotaUse.ts';
import { createSessionStore } from './sessionStore.ts';
import { createTokenStore } from './tokenStore.ts';
import { readUsage } from './usage.ts';
import { createUserStore } from './userStore.ts';
import { createWorkspaceStore } from './workspaceStore.ts';

export function createAccountStore(engine: Engine, calendar: Calendar): AccountStore {
  const { queries, boundTo } = engine;
  return {
    ...createWorkspaceStore(engine),
    ...createUserStore(engine),
    ...createCompanyStore(engine, calendar),
    ...createTokenStore(engine),
    ...createSessionStore(engine),
    ...createClientSecretStore(engine, calendar),
    setQuota: (workspaceId, quota, audit) => writeQuotas(engine, calendar, [{ workspaceId, quota, audit }]),
    setQuotas: (changes) => writeQuotas(engine, calendar, changes),
    quotaUse: (workspaceId, now) => readQuotaUse(boundTo(workspaceId), calendar, { workspaceId, now }),
    limitedQuotas: (now) => readLimitedQuotas(queries, calendar, now),
    usage: (query) => readUsage(engine, query),
    appendAudit: (audit) => appendAudit(queries, audit),
    listAudit: (query) =>
      listAudit(query.workspaceId === undefined ? queries : boundTo(query.workspaceId), query),
  };
}
