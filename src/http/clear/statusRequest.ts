import { TENANT } from '../../uploads/objectKey.ts';
import { parseTemplateType, type TemplateType } from '../../uploads/upload.ts';
import { decodeParameter, rawParameters } from '../query.ts';
import { refusal, templateTypeUnknown } from './ingestionRefusals.ts';
import { shown } from './shown.ts';

/**
 * Which activity is asked for.
 * @param target the request's path and query as sent
 * @throws IngestionRefusal for an unknown register, or a `tenant` that is missing, doubled or not the register's
 */
export function parseStatusRequest(
  params: { readonly templateType: string; readonly activityId: string },
  target: string,
): { readonly templateType: TemplateType; readonly activityId: string } {
  const templateType = parseTemplateType(params.templateType);
  if (templateType === undefined) throw refusal(templateTypeUnknown(params.templateType));
  const tenants = rawParameters(target, 'tenant').map((raw) => decodeParameter(raw) ?? raw);
  const [tenant = ''] = tenants;
  const wanted = TENANT[templateType];
  if (tenants.length !== 1 || tenant.toUpperCase() !== wanted) {
    throw refusal({
      code: 'tenant_invalid',
      error: {
        errorCode: tenants.length === 0 ? 'MISSING_FIELD' : 'INVALID_VALUE',
        errorField: 'tenant',
        errorValues: tenants.length === 0 ? null : tenants.slice(0, 2).map(shown),
        errorMessage:
          tenants.length === 0
            ? 'tenant: is missing.'
            : tenants.length > 1
              ? `tenant: given ${tenants.length} times.`
              : `tenant: '${shown(tenant)}' does not belong to ${templateType}.`,
        errorResolution: `Send tenant=${wanted} with ${templateType}.`,
      },
    });
  }
  return { templateType, activityId: params.activityId.toLowerCase() };
}
