//! Every row of `rows/`, as one test for what it holds itself and one for the tests that it names; and whether the page is as they are.

use anyhow::ensure;
use libtest_mimic::{Arguments, Failed, Trial};
use std::sync::{Arc, LazyLock};
use vestibule_hostile::page;
use vestibule_hostile::play::Stage;
use vestibule_hostile::row::Row;

static STAGE: LazyLock<anyhow::Result<Stage>> = LazyLock::new(Stage::new);

fn main() -> anyhow::Result<()> {
    let arguments = Arguments::from_args();
    let rows = Row::all()?;
    let mut trials = vec![trial("page".to_owned(), {
        let text = page::page(&rows);
        move || {
            let kept = std::fs::read_to_string(page::file())?;
            ensure!(
                kept == text,
                "docs/hostile-inputs.md is stale: cargo xtask hostile --page"
            );
            Ok(())
        }
    })];
    for row in rows {
        let row = Arc::new(row);
        trials.push(trial(format!("{:02}::tests", row.number), {
            let row = Arc::clone(&row);
            move || row.tests.iter().try_for_each(|test| test.exists())
        }));
        if row.runs.len() + row.checks.len() > 0 {
            trials.push(trial(format!("{:02}::guests", row.number), move || {
                let stage = STAGE
                    .as_ref()
                    .map_err(|error| anyhow::anyhow!("{error:#}"))?;
                stage.row(&row)
            }));
        }
    }
    libtest_mimic::run(&arguments, trials).exit();
}

fn trial(name: String, test: impl FnOnce() -> anyhow::Result<()> + Send + 'static) -> Trial {
    Trial::test(name, move || {
        test().map_err(|error| Failed::from(format!("{error:#}")))
    })
}
