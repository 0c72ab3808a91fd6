// O-A26: what each SAML application wants.

exports.onExecutePostLogin = async (event, api) => {
  const groups = event.user.app_metadata.groups || [];
  const email = event.user.email;
  switch (event.client.client_id) {
    case "cli_wiki":
      api.samlResponse.setAttribute("email", email);
      api.samlResponse.setAttribute("groups", groups);
      api.samlResponse.setAttribute("http://schemas.acme.example/name", null);
      break;
    case "cli_web":
      const names = groups.filter((name) => name.startsWith("web_")).map((name) => name.slice(4));
      api.samlResponse.setAttribute("groups", names);
      api.samlResponse.setAttribute("numbers", [1, 2.5, true]);
      api.samlResponse.setAttribute("empty", []);
      api.samlResponse.setAttribute("blank", null);
      api.samlResponse.setAttribute("once", "é");
      api.samlResponse.setNameIdentifierFormat("urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress");
      api.samlResponse.setNameIdentifierProbes(["http://schemas.acme.example/email"]);
      api.samlResponse.setSignatureAlgorithm("rsa-sha256");
      api.samlResponse.setEncryptionAlgorithm("aes256-gcm");
      api.samlResponse.setSignResponse(true);
      api.samlResponse.setLifetimeInSeconds(300);
      api.idToken.setCustomClaim("https://acme.example/groups", names);
      break;
    default:
      return;
  }
};
