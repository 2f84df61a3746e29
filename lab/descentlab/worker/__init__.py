"""The worker: owns a session's runs, in a process of its own or in a thread of the notebook.

`forks.warm_up` starts the process that workers are forked from, and `template` is what they share;
`pool.Pool` forks some ahead of the sessions that will need them; `process.start_process` and
`thread.start_thread` start one; `budget.Budget` is what it may use. A worker gives a sign of life
every second and keeps to its `ration` of a core.
"""
