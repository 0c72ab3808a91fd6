// Every change to a refresh token that is only for online access.

exports.onExecutePostLogin = async (event, api) => {
  const changes = {
    setExpiresAt: () => api.refreshToken.setExpiresAt(Date.now() + 60_000),
    setIdleExpiresAt: () => api.refreshToken.setIdleExpiresAt(Date.now() + 60_000),
    setMetadata: () => api.refreshToken.setMetadata("added", "1"),
    deleteMetadata: () => api.refreshToken.deleteMetadata("kept"),
    evictMetadata: () => api.refreshToken.evictMetadata(),
  };
  for (const [name, change] of Object.entries(changes)) {
    let said = "done";
    try {
      change();
    } catch (error) {
      said = error.message;
    }
    api.idToken.setCustomClaim(name, said);
  }
  api.idToken.setCustomClaim("metadata", event.refresh_token.metadata);
};
