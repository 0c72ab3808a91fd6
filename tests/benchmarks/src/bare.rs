//! Bare wasmtime: the same component in the same engine, and a host that does nothing but answer.

use crate::host::Host;
use crate::turns::Contender;
use std::time::Instant;
use tokio::runtime::Runtime;
use vestibule_flow::event::Event;
use vestibule_sandbox::Program;
use wasmtime::Result;
use wasmtime::component::{HasSelf, Linker};
use wasmtime::{Engine, Store};

wasmtime::component::bindgen!({
    inline: "
        package bench:bare;
        world post-login-bare {
            import vestibule:actions/types@0.1.1;
            import vestibule:actions/event-authorization@0.1.1;
            import vestibule:actions/event-user@0.1.1;
            import vestibule:actions/authentication@0.1.1;
            import vestibule:actions/console@0.1.1;
            export vestibule:actions/post-login-handler@0.1.1;
        }
    ",
    path: "../../wit",
    world: "bench:bare/post-login-bare",
    exports: { default: async },
});

use vestibule::actions::{authentication, console, event_authorization, event_user, types};

/// What the benchmarked Action can read.
struct Answers {
    roles: Vec<String>,
    factors: Vec<String>,
}

pub struct Bare<'a> {
    runtime: &'a Runtime,
    engine: Engine,
    pre: PostLoginBarePre<Answers>,
    roles: Vec<String>,
    factors: Vec<String>,
}

impl<'a> Bare<'a> {
    /// What the Action reads of `event` is kept ready.
    pub fn new(host: &'a Host, program: &Program, event: &Event) -> Result<Bare<'a>> {
        let engine = host.sandbox.engine().clone();
        let mut linker = Linker::new(&engine);
        PostLoginBare::add_to_linker::<_, HasSelf<_>>(&mut linker, |answers| answers)?;
        let pre = PostLoginBarePre::new(linker.instantiate_pre(program.component())?)?;
        Ok(Bare {
            runtime: &host.runtime,
            engine,
            pre,
            roles: event.texts("authorization", "roles"),
            factors: event
                .enrolled_factor_types()
                .iter()
                .map(|factor| factor.name().to_owned())
                .collect(),
        })
    }

    async fn run(&self) -> Result<()> {
        let answers = Answers {
            roles: self.roles.clone(),
            factors: self.factors.clone(),
        };
        let mut store = Store::new(&self.engine, answers);
        store.set_fuel(1_000_000_000)?;
        store.set_epoch_deadline(1_000_000);
        let action = self.pre.instantiate_async(&mut store).await?;
        action
            .vestibule_actions_post_login_handler()
            .call_on_execute_post_login(&mut store)
            .await?
            .map_err(|error| wasmtime::Error::msg(format!("{error:?}")))
    }
}

impl Contender for Bare<'_> {
    fn turn(&mut self, runs: usize) -> anyhow::Result<Vec<f64>> {
        let run = || {
            let started = Instant::now();
            self.runtime
                .block_on(self.run())
                .map_err(|error| anyhow::anyhow!("{error:?}"))?;
            Ok(started.elapsed().as_secs_f64() * 1e6)
        };
        (0..runs).map(|_| run()).collect()
    }
}

impl types::Host for Answers {}

impl event_authorization::Host for Answers {
    fn roles(&mut self) -> Option<Vec<String>> {
        Some(self.roles.clone())
    }
}

impl authentication::Host for Answers {
    fn challenge_with(&mut self, _: types::Factor, _: Vec<types::Factor>) {}

    fn challenge_with_any(&mut self, _: Vec<types::Factor>) -> Result<(), types::CallError> {
        Ok(())
    }

    fn enroll_with(&mut self, _: types::Factor, _: Vec<types::Factor>) {}

    fn enroll_with_any(&mut self, _: Vec<types::Factor>) -> Result<(), types::CallError> {
        Ok(())
    }

    fn record_method(&mut self, _: String) -> Result<(), types::CallError> {
        Ok(())
    }

    fn set_primary_user(&mut self, _: String) -> Result<(), types::CallError> {
        Ok(())
    }
}

impl console::Host for Answers {
    fn write(&mut self, _: console::Level, _: String) {}
}

macro_rules! nothing {
    ($($name:ident -> $type:ty;)*) => {
        impl event_user::Host for Answers {
            $(fn $name(&mut self) -> $type { <$type>::default() })*

            fn enrolled_factors(&mut self) -> Vec<event_user::EnrolledFactor> {
                self.factors
                    .iter()
                    .map(|name| event_user::EnrolledFactor { type_: name.clone(), options: None })
                    .collect()
            }
        }
    };
}

nothing! {
    user_id -> String;
    email -> Option<String>;
    email_verified -> bool;
    username -> Option<String>;
    name -> Option<String>;
    given_name -> Option<String>;
    family_name -> Option<String>;
    nickname -> Option<String>;
    picture -> Option<String>;
    phone_number -> Option<String>;
    phone_verified -> Option<bool>;
    created_at -> Option<String>;
    updated_at -> Option<String>;
    last_password_reset -> Option<String>;
    app_metadata -> String;
    user_metadata -> String;
    multifactor -> Vec<String>;
    identities -> Vec<event_user::Identity>;
}
