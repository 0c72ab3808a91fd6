/// The body of a function that makes a call which can be refused.
#ifndef VESTIBULE_CALL_H
#define VESTIBULE_CALL_H

#define CALL(function, ...)                                                                                                                 \
    vestibule_actions_types_call_error_t error;                                                                                            \
    return function(__VA_ARGS__, &error) ? vestibule_ok() : vestibule_refused(&error)

#endif
