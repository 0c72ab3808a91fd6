(component
  (core module $m
    (memory (export "memory") 1)
    (func (export "handler") (result i32) i32.const 0))
  (core instance $m (instantiate $m))
  (type $failure (record (field "name" string) (field "message" string) (field "stack" (option string))))
  (type $error (variant (case "not-implemented") (case "failed" $failure)))
  (func $handler (result (result (error $error))) (canon lift (core func $m "handler") (memory $m "memory")))
  (component $wrap
    (type $f' (record (field "name" string) (field "message" string) (field "stack" (option string))))
    (import "failure" (type $f (eq $f')))
    (type $e' (variant (case "not-implemented") (case "failed" $f)))
    (import "handler-error" (type $e (eq $e')))
    (import "handler" (func $handler (result (result (error $e)))))
    (export $of "failure" (type $f'))
    (type $oe' (variant (case "not-implemented") (case "failed" $of)))
    (export $oe "handler-error" (type $oe'))
    (export "on-execute-post-login" (func $handler) (func (result (result (error $oe)))))
    (export "on-continue-post-login" (func $handler) (func (result (result (error $oe))))))
  (instance $exported (instantiate $wrap
    (with "failure" (type $failure)) (with "handler-error" (type $error)) (with "handler" (func $handler))))
  (export "vestibule:actions/post-login-handler@0.1.0" (instance $exported)))
