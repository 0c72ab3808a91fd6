// O-A10: lifetimes of the session from the metadata of the Organization, the application or the connection.

const MINUTE = 60 * 1000;

function lifetime(event, name) {
  const holders = [event.organization, event.client, event.connection];
  const found = holders.map((holder) => holder?.metadata?.[name]).find((value) => value !== undefined);
  const minutes = Number(found);
  return Number.isFinite(minutes) && minutes > 0 ? minutes * MINUTE : undefined;
}

exports.onExecutePostLogin = async (event, api) => {
  const idle = lifetime(event, "idle_minutes");
  if (idle !== undefined) {
    api.session.setIdleExpiresAt(Date.now() + idle);
  }
  const absolute = lifetime(event, "absolute_minutes");
  if (absolute !== undefined && event.session?.created_at) {
    api.session.setExpiresAt(new Date(event.session.created_at).getTime() + absolute);
  }
};
