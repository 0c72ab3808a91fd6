mod support;
use support::*;
use std::time::Instant;
use vestibule_sandbox::*;

fn main_bench(label: &str, program: &Program, bare: bool) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    let event = event();
    for round in 0..4 {
        let n = 20_000;
        let mut times = Vec::with_capacity(n);
        runtime.block_on(async {
            for _ in 0..n {
                let r = RunRequest { event: event.clone(), ..request() };
                let t = Instant::now();
                let run = sandbox().run(program, r).await;
                times.push(t.elapsed().as_nanos() as u64);
                drop(run);
            }
        });
        times.sort();
        println!("{label} round {round}: p50 {} ns p99 {} ns", times[n / 2], times[n * 99 / 100]);
    }
    if !bare { return; }
    let engine = sandbox().engine();
    let linker: wasmtime::component::Linker<()> = wasmtime::component::Linker::new(engine);
    let pre = linker.instantiate_pre(program.component()).unwrap();
    let inst = program.component().get_export_index(None, "vestibule:actions/post-login-handler@0.1.0").unwrap();
    let idx = program.component().get_export_index(Some(&inst), "on-execute-post-login").unwrap();
    for round in 0..4 {
        for asynchronous in [false, true] {
            let n = 20_000;
            let mut times = Vec::with_capacity(n);
            runtime.block_on(async {
                for _ in 0..n {
                    let t = Instant::now();
                    let mut store = wasmtime::Store::new(engine, ());
                    store.set_fuel(1_000_000_000).unwrap();
                    store.set_epoch_deadline(1_000_000);
                    let instance = if asynchronous { pre.instantiate_async(&mut store).await.unwrap() } else { pre.instantiate(&mut store).unwrap() };
                    let func = instance.get_func(&mut store, idx).unwrap();
                    let mut results = [wasmtime::component::Val::Bool(false)];
                    if asynchronous { func.call_async(&mut store, &[], &mut results).await.unwrap() } else { func.call(&mut store, &[], &mut results).unwrap() }
                    drop(store);
                    times.push(t.elapsed().as_nanos() as u64);
                }
            });
            times.sort();
            println!("bare async={asynchronous} round {round}: p50 {} ns p99 {} ns", times[n / 2], times[n * 99 / 100]);
        }
    }
}

#[test]
fn timing() {
    main_bench("ok", &compile(&guest(OK)), true);
    main_bench("calls", &compile(&guest("(call $email (i32.const 256)) (call $log (i32.const 2) (i32.const 1024) (i32.const 4)) i32.const 0")), false);
}
