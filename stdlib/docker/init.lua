--- The Docker Engine.
---
--- `docker` is a client of the engine that the environment names; it connects on first use. `docker.connect` gives a
--- client of another engine, with the very same fields.
---
---     docker.version().ApiVersion
---     for _, c in ipairs(docker.containers.list { all = true }) do print(c.name, c.status) end
---     local d = docker.connect("tcp://build-host:2375")
---     d.images.pull("busybox")

return require("docker.client").new {}
