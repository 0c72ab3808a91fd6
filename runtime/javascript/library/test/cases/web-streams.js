(async () => {
  const stream = new ReadableStream({ start(controller) { controller.enqueue("a"); controller.enqueue("b"); controller.close(); } });
  const reader = stream.getReader(); console.log(await reader.read(), await reader.read(), await reader.read(), stream.locked);
  const seen = []; await new ReadableStream({ pull(c) { c.enqueue(new TextEncoder().encode("héé")); c.close(); } }).pipeThrough(new TextDecoderStream()).pipeTo(new WritableStream({ write(chunk) { seen.push(chunk); } })); console.log(seen);
  for await (const chunk of new ReadableStream({ start(c) { c.enqueue(1); c.close(); } })) console.log(chunk);
  const { readable, writable } = new TransformStream({ transform(chunk, c) { c.enqueue(chunk * 2); } }); const writer = writable.getWriter(); writer.write(4); writer.close(); console.log((await readable.getReader().read()).value);
  const [one, two] = new ReadableStream({ start(c) { c.enqueue("t"); c.close(); } }).tee(); console.log((await one.getReader().read()).value, (await two.getReader().read()).value);
  console.log(require("stream/web").ReadableStream === ReadableStream, Object.prototype.toString.call(new ReadableStream()));
  const encoder = new TextEncoderStream(); const w = encoder.writable.getWriter(); w.write("\ud83d"); w.write("\ude00"); w.close(); console.log((await encoder.readable.getReader().read()).value);
})();
