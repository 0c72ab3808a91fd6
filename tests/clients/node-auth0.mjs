// Every actions, triggers, bindings and guardian method that npm `auth0` has, against a running service.
// Given by the environment: VESTIBULE_DOMAIN, VESTIBULE_CLIENT_ID, VESTIBULE_CLIENT_SECRET.
import assert from 'node:assert/strict';
import { ManagementClient } from 'auth0';

const client = new ManagementClient({
  domain: process.env.VESTIBULE_DOMAIN,
  clientId: process.env.VESTIBULE_CLIENT_ID,
  clientSecret: process.env.VESTIBULE_CLIENT_SECRET,
});
const { actions, guardian, tenants } = client;

async function refused(call, status, text) {
  await assert.rejects(call, (error) => {
    assert.equal(error.statusCode, status);
    assert.equal(error.body.statusCode, status);
    assert.match(error.body.message, text);
    return true;
  });
}

async function all(page) {
  const found = [];
  for await (const entry of await page) found.push(entry);
  return found;
}

const code = 'exports.onExecutePostLogin = async (event, api) => {};';
const trigger = [{ id: 'post-login', version: 'v3' }];
const created = await actions.create({
  name: 'one',
  supported_triggers: trigger,
  code,
  secrets: [{ name: 'KEY', value: 'v' }],
});
assert.match(created.created_at, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z$/);
assert.equal(created.runtime, 'node22');
assert.equal(created.deployed_version, undefined);
assert.deepEqual(created.secrets.map(({ name, value }) => [name, value]), [['KEY', undefined]]);
await refused(() => actions.create({ name: 'one', supported_triggers: trigger }), 409, /already exists/);
await refused(() => actions.create({ name: 'two', supported_triggers: trigger, nonsense: 1 }), 400, /Payload validation error: '.*' on property nonsense/);
await refused(() => actions.create({ name: 'two', supported_triggers: [{ id: 'nonsense' }] }), 400, /no trigger 'nonsense'/);
await refused(() => actions.get('nonsense'), 404, /^That action does not exist\.$/);

const { bindings } = actions.triggers;
const byId = { bindings: [{ ref: { type: 'action_id', value: created.id } }] };
await refused(() => bindings.updateMany('post-login', byId), 400, /^Trying to create a binding for an action that has/);
const version = await actions.deploy(created.id);
assert.equal(version.number, 1);
assert.equal(version.status, 'built');
assert.equal(version.deployed, false);
assert.deepEqual(version.errors, []);
const deployed = await actions.get(created.id);
assert.equal(deployed.deployed_version.deployed, true);
assert.equal(deployed.current_version.status, 'BUILT');
assert.equal(deployed.all_changes_deployed, true);

const bound = await bindings.updateMany('post-login', byId);
assert.equal(bound.bindings[0].display_name, 'one');
const byName = { bindings: [{ ref: { type: 'action_name', value: 'one' }, display_name: 'shown' }] };
await bindings.updateMany('post-login', byName);
const byBinding = { bindings: [{ ref: { type: 'binding_id', value: bound.bindings[0].id } }] };
await bindings.updateMany('post-login', byBinding);
const [listed] = await all(bindings.list('post-login'));
assert.equal(listed.action.id, created.id);
assert.equal(listed.action.code, undefined);
assert.equal(listed.action.deployed_version.number, 1);
await refused(() => bindings.list('nonsense'), 400, /no such trigger/);
await refused(() => actions.delete(created.id), 409, /^Unable to delete an action bound to a trigger\.$/);

const changed = await actions.update(created.id, { code: `${code} // changed`, secrets: [{ name: 'KEY', value: 'w' }] });
assert.equal(changed.all_changes_deployed, false);
assert.equal((await actions.deploy(created.id)).number, 2);
const rolledBack = await actions.versions.deploy(created.id, version.id);
assert.equal(rolledBack.number, 3);
assert.equal(rolledBack.code, code);
assert.equal((await actions.get(created.id)).code, `${code} // changed`);
await actions.versions.deploy(created.id, version.id, { update_draft: true });
assert.equal((await actions.get(created.id)).code, code);
assert.equal((await actions.get(created.id)).all_changes_deployed, true);
assert.deepEqual((await all(actions.versions.list(created.id))).map((one) => one.number), [4, 3, 2, 1]);
assert.equal((await actions.versions.get(created.id, version.id)).deployed, false);
const test = await actions.test(created.id, { payload: { event: { user: { user_id: 'u' } } } });
assert.equal(test.payload.error, undefined);

for (let number = 0; number < 3; number += 1) {
  await actions.create({ name: `more ${number}`, supported_triggers: trigger, code });
}
assert.equal((await all(actions.list({ per_page: 2 }))).length, 4);
assert.equal((await all(actions.list({ per_page: 4 }))).length, 4);
assert.deepEqual((await all(actions.list({ deployed: true }))).map((one) => one.name), ['one']);
assert.deepEqual((await all(actions.list({ actionName: 'more 1' }))).map((one) => one.name), ['more 1']);
await refused(() => actions.list({ per_page: 1000 }), 400, /per_page/);
const { triggers } = await actions.triggers.list();
assert.deepEqual(triggers.map((one) => [one.id, one.version, one.status]), [
  ['post-login', 'v3', 'CURRENT'],
  ['post-login', 'v2', 'DEPRECATED'],
  ['post-login', 'v1', 'DEPRECATED'],
]);
await refused(() => actions.executions.get('nonsense'), 404, /does not exist/);
await actions.delete(created.id, { force: true });
assert.deepEqual(await all(bindings.list('post-login')), []);

const names = ['sms', 'push-notification', 'otp', 'email', 'duo', 'webauthn-roaming', 'webauthn-platform', 'recovery-code'];
assert.deepEqual((await guardian.factors.list()).map((factor) => [factor.name, factor.enabled]), names.map((name) => [name, false]));
for (const name of names) {
  assert.deepEqual(await guardian.factors.set(name, { enabled: true }), { enabled: true });
}
assert.ok((await guardian.factors.list()).every((factor) => factor.enabled));
assert.deepEqual(await guardian.policies.list(), []);
assert.deepEqual(await guardian.policies.set(['all-applications']), ['all-applications']);
assert.deepEqual(await guardian.policies.set([]), []);
const { phone, duo } = guardian.factors;
assert.deepEqual(await phone.getMessageTypes(), { message_types: ['sms', 'voice'] });
assert.deepEqual(await phone.setMessageTypes({ message_types: ['voice'] }), { message_types: ['voice'] });
await duo.settings.set({ ikey: 'i', skey: 's', host: 'h' });
await duo.settings.update({ host: 'other' });
assert.deepEqual(await duo.settings.get(), { ikey: 'i', skey: 's', host: 'other' });
assert.equal((await tenants.settings.get()).customize_mfa_in_postlogin_action, false);
await tenants.settings.update({ customize_mfa_in_postlogin_action: true, friendly_name: 'Acme' });
const settings = await tenants.settings.get();
assert.deepEqual([settings.customize_mfa_in_postlogin_action, settings.friendly_name], [true, 'Acme']);

const stranger = new ManagementClient({ domain: process.env.VESTIBULE_DOMAIN, token: 'made.up.token' });
await refused(() => stranger.actions.list(), 401, /Invalid token/);
console.log('every call was answered as expected');
