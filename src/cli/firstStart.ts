/**
 * What the first start prints: the token, once, where people use it, and lines to paste that send a small sales register through and ask what
 * came of it.
 */
export function firstStartText(facts: { readonly token: string; readonly baseUrl: string }): string {
  return `This is the first start: a workspace named "default" was made, with a user "admin" and this token.
It is shown once and stored nowhere; "gst-intake admin token create --user admin" makes another.

In a browser: open ${facts.baseUrl}/ and sign in with the token; a sample register is there to try.

For programmers: paste these lines into a second terminal to send a first file. The last one asks what came of it: repeat it until it says
ACTIVITY_COMPLETED.

export GST_INTAKE_BASE_URL='${facts.baseUrl}'
export GST_INTAKE_TOKEN='${facts.token}'
printf '%s\\n' \\
  'Document Type,Document Number,Document Date,My GSTIN,Place of Supply,HSN or SAC code,Item Taxable Amount,GST Rate,CGST Amount,SGST Amount' \\
  'Invoice,INV-1,01/04/2026,27AAPFU0939F1ZV,Maharashtra,998314,1000.00,18,90.00,90.00' > gst-intake-sample.csv
URL=$(curl -sS -G "$GST_INTAKE_BASE_URL/integration/v1/generatePreSign/sales" \\
  -H "x-cleartax-auth-token: $GST_INTAKE_TOKEN" -H 'fileContentType: CSV' \\
  --data-urlencode 'fileName=gst-intake-sample.csv' | sed 's/.*"preSignedS3Url":"\\([^"]*\\)".*/\\1/')
curl -sS -T gst-intake-sample.csv -H 'Content-Type: application/vnd.ms-excel' -w 'HTTP %{http_code}\\n' "$URL"
ACTIVITY=$(curl -sS "$GST_INTAKE_BASE_URL/integration/v1/ingest/file/sales" \\
  -H "x-cleartax-auth-token: $GST_INTAKE_TOKEN" -H 'Content-Type: application/json' \\
  -d '{"userInputArgs":{"templateId":"618a5623836651c01c1498ad"},"fileInfo":{"s3FileUrl":"'"$URL"'","userFileName":"gst-intake-sample.csv"}}' |
  sed 's/.*"activityId":"\\([^"]*\\)".*/\\1/')
curl -sS -H "x-cleartax-auth-token: $GST_INTAKE_TOKEN" -w '\\n' \\
  "$GST_INTAKE_BASE_URL/integration/v1/ingest/file/sales/status/$ACTIVITY?tenant=GSTSALES"

`;
}
