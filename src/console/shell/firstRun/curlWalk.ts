/** Of the sales template that Clear's documentation names. */
const TEMPLATE_ID = '618a5623836651c01c1498ad';

/**
 * Lines for a POSIX shell with curl and sed: the whole way of a file, from a URL to what was found in it. They are
 * pasted, so nothing in them reads from the terminal, and there is no comment: zsh takes none there.
 * @param baseUrl without a slash at its end
 * @param register a sales register as CSV
 */
export function curlWalk(baseUrl: string, register: string): string {
  return `BASE='${baseUrl.replaceAll("'", '%27')}'
: "\${GST_INTAKE_TOKEN:?Put your token into it first}"

cat > gst-intake-sample.csv <<'CSV'
${register}CSV

URL=$(curl -sS -G "$BASE/integration/v1/generatePreSign/sales" \\
  -H "x-cleartax-auth-token: $GST_INTAKE_TOKEN" -H 'fileContentType: CSV' \\
  --data-urlencode 'fileName=gst-intake-sample.csv' | sed 's/.*"preSignedS3Url":"\\([^"]*\\)".*/\\1/')

curl -sS -T gst-intake-sample.csv -H 'Content-Type: application/vnd.ms-excel' -w 'HTTP %{http_code}\\n' "$URL"

ACTIVITY=$(curl -sS "$BASE/integration/v1/ingest/file/sales" \\
  -H "x-cleartax-auth-token: $GST_INTAKE_TOKEN" -H 'Content-Type: application/json' \\
  -d '{"userInputArgs":{"templateId":"${TEMPLATE_ID}"},
       "fileInfo":{"s3FileUrl":"'"$URL"'","userFileName":"gst-intake-sample.csv"}}' |
  sed 's/.*"activityId":"\\([^"]*\\)".*/\\1/')

while
  STATUS=$(curl -sS -H "x-cleartax-auth-token: $GST_INTAKE_TOKEN" \\
    "$BASE/integration/v1/ingest/file/sales/status/$ACTIVITY?tenant=GSTSALES")
  case $STATUS in *ACTIVITY_CREATED* | *ACTIVITY_QUEUED*) true ;; *) false ;; esac
do sleep 1; done
printf '%s\\n' "$STATUS"
curl -sS "$(printf '%s' "$STATUS" | sed 's/.*"errorFileUrl":"\\([^"]*\\)".*/\\1/')"
`;
}
