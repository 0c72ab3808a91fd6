// Compression by the package fflate.
export { Gunzip, deflateSync, gunzipSync, gzipSync, inflateSync, unzlibSync, zlibSync } from "npm:fflate";
