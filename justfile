# Every recipe calls `cargo xtask`, which needs nothing but Rust.

# The article's scenario: an admin with and without a security key, and a non-admin.
demo:
    cargo xtask demo

# All tests.
test:
    cargo xtask test

# What .ci/run runs: formatting, lints, licences, tests.
ci:
    cargo xtask ci

# Build the example Actions into target/actions.
guests:
    cargo xtask guests

# Measure logins beside bare wasmtime, an empty HTTP handler and what else could run them; writes docs/benchmarks. `just bench logins`, `peers` or `http`
# measures that part only; `just bench instructions` counts instructions instead, which CI does too.
bench *PART:
    cargo xtask bench {{PART}}

# Fuzz each target of tests/fuzz for ten minutes; `just fuzz --seconds 60 flow` one of them for one.
fuzz *ARGUMENTS:
    cargo xtask fuzz {{ARGUMENTS}}

# Check dependencies for known vulnerabilities; needs the network.
advisories:
    cargo xtask advisories

# Test blobs in what speaks S3; installs versitygw with Go into target/tools.
s3:
    cargo xtask s3

# 10,000 runs, 200 at a time, of 100 ms each at most: does a healthy one run out of time?
crowd:
    cargo xtask crowd

# Ten minutes of good and bad logins on one service: does a good one fail, does anything leak?
soak:
    cargo xtask soak

# The table of hostile inputs, a row each; docs/hostile-inputs.md says what is in it.
hostile:
    cargo xtask hostile

# Whether there is a later Wasmtime of this release line; needs the network.
outdated:
    cargo xtask outdated
