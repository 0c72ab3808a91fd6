// O-A11: asks a SOAP service for the user's roles, and denies when it cannot be told them. The timer is never cleared.

const { DOMParser } = require("@xmldom/xmldom");
const xpath = require("xpath");

const request = (email) => `<?xml version="1.0" encoding="utf-8"?>
<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/">
  <soap:Body><GetRoles xmlns="urn:example:roles"><email>${email}</email></GetRoles></soap:Body>
</soap:Envelope>`;

exports.onExecutePostLogin = async (event, api) => {
  try {
    const controller = new AbortController();
    setTimeout(() => controller.abort(), Number(event.secrets.TIMEOUT_MS ?? 1000));
    const response = await fetch(event.secrets.ROLES_URL, {
      method: "POST",
      headers: { "Content-Type": "text/xml; charset=utf-8", SOAPAction: "urn:example:roles/GetRoles" },
      body: request(event.user.email),
      signal: controller.signal,
    });
    if (!response.ok) {
      throw new Error(`the service answered ${response.status}`);
    }
    const document = new DOMParser().parseFromString(await response.text(), "text/xml");
    const select = xpath.useNamespaces({ r: "urn:example:roles" });
    const roles = select("//r:Role/text()", document).map((node) => node.nodeValue);
    api.idToken.setCustomClaim("https://acme.example/roles", roles);
  } catch (error) {
    console.error(`${error.name}: ${error.message}`);
    return api.access.deny("The roles of this user are not known");
  }
};
