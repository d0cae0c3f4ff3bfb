#!/bin/sh
# Makes the secrets of deploy/compose.cluster.yaml, once: what is there already stays.
set -eu
umask 077
cd "$(dirname "$0")"
mkdir -p secrets
# The folder keeps other users of this machine out; the files are read by users of containers.
random() { head -c 32 /dev/urandom | od -An -v -tx1 | tr -d ' \n'; }
keep() { [ -s "secrets/$1" ] || printf '%s' "$2" > "secrets/$1"; chmod 444 "secrets/$1"; }

keep database_password "$(random)"
keep database_url "postgres://gst_intake:$(cat secrets/database_password)@database:5432/gst_intake"
keep gateway_secret_access_key "$(random)"
keep s3_secret_access_key "$(random)"
keep s3_bucket_maker_secret "$(random)"
keep s3_identities "{\"identities\":[{\"name\":\"bucket-maker\",\"credentials\":[{\"accessKey\":\"bucket-maker\",\"secretKey\":\"$(cat secrets/s3_bucket_maker_secret)\"}],\"actions\":[\"Admin:gst-intake\"]},{\"name\":\"gst-intake\",\"credentials\":[{\"accessKey\":\"gst-intake\",\"secretKey\":\"$(cat secrets/s3_secret_access_key)\"}],\"actions\":[\"Read:gst-intake\",\"Write:gst-intake\",\"List:gst-intake\",\"Tagging:gst-intake\"]}]}"
echo "The secrets are in $(pwd)/secrets. Keep a copy: without the gateway's key no URL that was issued is good any more."
