const ipaddr = require("ipaddr.js"); const yaml = require("js-yaml"); const { DOMParser, XMLSerializer } = require("@xmldom/xmldom"); const xpath = require("xpath"); const uuid = require("uuid");
console.log(ipaddr.parse("10.1.2.3").match(ipaddr.parseCIDR("10.0.0.0/8")), ipaddr.parse("::1").kind(), ipaddr.isValid("x"));
try { ipaddr.parse("2001:db8::1").match(ipaddr.parseCIDR("10.0.0.0/8")); } catch (error) { console.log(error.message); }
console.log(yaml.load("a: [1, 2]\nb:\n  c: true\n  d: 2020-01-01\n"), yaml.dump({ x: [1, { y: "z" }], text: "a\nb" })); try { yaml.load("a: [1"); } catch (error) { console.log(error.name); }
const xml = new DOMParser().parseFromString('<r xmlns:s="urn:s"><s:item id="1">one &amp; ü</s:item><s:item id="2"/></r>', "text/xml");
console.log(xpath.useNamespaces({ s: "urn:s" })("//s:item[@id='1']/text()", xml)[0].data, xpath.select("count(//*)", xml), new XMLSerializer().serializeToString(xml));
console.log(uuid.validate(uuid.v4()), uuid.version(uuid.v4()), uuid.v5("name", uuid.v5.URL), uuid.validate(uuid.v1()), uuid.version(uuid.v7()), uuid.NIL);
const njwt = require("njwt"); const token = njwt.create({ iss: "me", sub: "you" }, "secret-of-some-length"); token.setExpiration(new Date(4e12)); const compact = token.compact(); const verified = njwt.verify(compact, "secret-of-some-length");
console.log(verified.body.iss, verified.header.alg, compact.split(".").length); try { njwt.verify(compact, "wrong"); } catch (error) { console.log(error.name, error.userMessage); }
const { TOTP } = require("totp-generator");
(async () => { console.log(await TOTP.generate("JBSWY3DPEHPK3PXP", { timestamp: 1465324707000 })); })().catch((error) => console.log(error.message));
