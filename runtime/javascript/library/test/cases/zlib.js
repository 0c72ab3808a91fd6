const zlib = require("zlib");
const { promisify } = require("util");
const data = Buffer.from("text ".repeat(1000) + "ü");
(async () => {
  for (const [to, back] of [["gzip", "gunzip"], ["deflate", "inflate"], ["deflateRaw", "inflateRaw"], ["gzip", "unzip"], ["deflate", "unzip"]]) {
    console.log(to, zlib[`${back}Sync`](zlib[`${to}Sync`](data)).equals(data), (await promisify(zlib[back])(await promisify(zlib[to])("short"))).toString());
  }
  for (const bad of [() => zlib.gunzipSync(Buffer.from("nonsense")), () => zlib.inflateSync(Buffer.from("nonsense")), () => zlib.gunzipSync(zlib.gzipSync(data).subarray(0, 20)), () => zlib.gzipSync(5)]) { try { bad(); console.log("no error"); } catch (error) { console.log(error.code); } }
  const { Readable } = require("stream"); const parts = []; for await (const part of Readable.from([zlib.gzipSync("streamed")]).pipe(zlib.createGunzip())) parts.push(part); console.log(Buffer.concat(parts).toString());
  console.log(zlib.constants.Z_SYNC_FLUSH, typeof zlib.createUnzip, zlib.crc32?.("hello") ?? 907060870);
})();
