"""The worker: owns a session's runs, in a process of its own or in a thread of the notebook.

`forks.warm_up` starts the process that workers are forked from; `process.start_process` and
`thread.start_thread` start a worker; `budget.Budget` is what it may use.
"""
