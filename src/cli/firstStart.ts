/**
 * What the first start prints: the token, once, and lines to paste that send a file through. The sample row is a
 * real sales line, so that the same file can be ingested too.
 */
export function firstStartText(facts: { readonly token: string; readonly baseUrl: string }): string {
  return `This is the first start: a workspace named "default" was made, with a user "admin" and this token.
It is shown once and stored nowhere; "gst-intake admin token create --user admin" makes another.

Paste these lines into a second terminal to send a first file:

export GST_INTAKE_BASE_URL='${facts.baseUrl}'
export GST_INTAKE_TOKEN='${facts.token}'
printf 'My GSTIN,Document Number,Document Date\\n27AAPFU0939F1ZV,INV-1,01/04/2026\\n' > gst-intake-sample.csv
URL=$(curl -sS -G "$GST_INTAKE_BASE_URL/integration/v1/generatePreSign/sales" \\
  -H "x-cleartax-auth-token: $GST_INTAKE_TOKEN" -H 'fileContentType: CSV' \\
  --data-urlencode 'fileName=gst-intake-sample.csv' | sed 's/.*"preSignedS3Url":"\\([^"]*\\)".*/\\1/')
curl -sS -T gst-intake-sample.csv -H 'Content-Type: application/vnd.ms-excel' -w 'HTTP %{http_code}\\n' "$URL"

`;
}
