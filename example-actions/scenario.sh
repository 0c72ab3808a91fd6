#!/usr/bin/env bash
# The article's scenario over HTTP: a service, a tenant, an Action, and three logins. Needs curl, and `vestibule` on the PATH.
set -euo pipefail
cd "$(dirname "$0")/.."

data=$(mktemp -d)
vestibule serve --tls-self-signed --listen 127.0.0.1:0 --data "$data" --json >"$data/serving" 2>"$data/log" &
service=$!
trap 'kill $service; wait $service; rm -r "$data"' EXIT
until [ -s "$data/serving" ]; do kill -0 $service; sleep 0.1; done

# The value of a member whose name occurs once in a JSON text.
member() { sed -n "s/.*\"$1\": *\"\([^\"]*\)\".*/\1/p" | head -1; }

port=$(member url <"$data/serving"); port=${port##*:}
export VESTIBULE_URL=https://localhost:$port VESTIBULE_CA=$data/tls/ca.pem
vestibule tenant create acme --data "$data" --json >"$data/tenant"
export VESTIBULE_TOKEN; VESTIBULE_TOKEN=$(member token <"$data/tenant")
flow_token=$(member flow_token <"$data/tenant")

api() {
  curl --silent --show-error --fail-with-body --cacert "$VESTIBULE_CA" -H "Authorization: Bearer $1" \
    -H 'Content-Type: application/json' -X "$2" "$VESTIBULE_URL$3" -d "$4"
}
login() { api "$flow_token" POST /v1/flows/post-login "{\"event\": $1}"; }

echo "enable the security key, and let Actions choose factors"
api "$VESTIBULE_TOKEN" PUT /api/v2/guardian/factors/webauthn-roaming '{"enabled": true}' >"$data/out"
api "$VESTIBULE_TOKEN" PATCH /api/v2/tenants/settings '{"customize_mfa_in_postlogin_action": true}' >"$data/out"

echo "build, upload, deploy and bind the Action"
vestibule build example-actions/require-webauthn-for-admins --output "$data/article.wasm"
vestibule deploy "$data/article.wasm" --bind

echo "an admin with a security key"
result=$(login '{"user": {"user_id": "auth0|1", "enrolledFactors": [{"type": "webauthn-roaming"}]}, "authorization": {"roles": ["admin"]}}')
echo "  $(member status <<<"${result%%,\"steps\"*}"), $(member kind <<<"$result")"
state=$(member state <<<"$result")
result=$(api "$flow_token" POST "/v1/flows/$state" '{"answer": {"kind": "factor", "factor": "webauthn-roaming"}}')
echo "  after the challenge: $(member status <<<"${result%%,\"steps\"*}")"

echo "not an admin"
result=$(login '{"user": {"user_id": "auth0|2"}, "authorization": {"roles": []}}')
echo "  $(member status <<<"${result%%,\"steps\"*}")"
