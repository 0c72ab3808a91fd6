// O-A28: feature flags from the cache, else from a service that may be slow or away, else the ones that are always good.

const FALLBACK = { beta: false, theme: "light" };

async function flags(event, api) {
  const cached = api.cache.get("flags");
  if (cached) {
    return { ...JSON.parse(cached.value), from: "cache" };
  }
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), 5000);
  try {
    const url = event.secrets.FLAGS_URL ?? "https://flags.example/v1";
    const response = await fetch(`${url}?user=${encodeURIComponent(event.user.user_id)}`, { signal: controller.signal });
    if (!response.ok) {
      throw new Error(`the service answered ${response.status} ${response.statusText}`);
    }
    return { ...(await response.json()), from: "service" };
  } catch (error) {
    console.warn("flags:", error.message);
    return { ...FALLBACK, from: "fallback" };
  } finally {
    clearTimeout(timer);
  }
}

exports.onExecutePostLogin = async (event, api) => {
  const found = await flags(event, api);
  const stored = api.cache.set("flags", JSON.stringify(found), { ttl: 10 * 60 * 1000 });
  const tooLarge = api.cache.set("large", "x".repeat(4097));
  api.idToken.setCustomClaim(`https://acme.example/flags/${found.from}`, { ...found, stored: stored.type, tooLarge });
};
