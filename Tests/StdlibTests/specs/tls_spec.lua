local test = require "test"
local describe, it, expect = test.describe, test.it, test.expect

local function ping(settings)
    return function() return docker.connect(settings).ping() end
end

-- Nothing listens there: what is wrong with the options shows before anybody connects.
local nowhere = "tcp://127.0.0.1:1"

describe("docker.connect with tls", function()
    it("takes a boolean or a table of known fields", function()
        expect(ping { host = nowhere, tls = 3 }):raises { kind = "invalid_argument", message = "option 'tls'" }
        expect(ping { host = nowhere, tls = { caa = "x" } }):raises { message = "'caa'", hint = "'ca'" }
        expect(ping { host = nowhere, tls = { verify = "no" } }):raises { message = "true or false" }
    end)

    it("names the file that cannot be used", function()
        expect(ping { host = nowhere, tls = { ca = "/no/ca.pem" } }):raises { kind = "tls", message = "/no/ca.pem" }
        expect(ping { host = nowhere, tls = { cert = "/no/cert.pem" } }):raises { kind = "tls", message = "not its key" }
    end)

    it("does not go with every address", function()
        for _, host in ipairs { "unix:///x.sock", "http://h", "ssh://h" } do
            expect(ping { host = host, tls = true }):raises { kind = "invalid_argument", message = "with TLS" }
        end
        expect(ping { host = "https://h", tls = false }):raises { kind = "invalid_argument", hint = "http://" }
    end)

    it("means port 2376 where the address names none", function()
        expect(docker.connect { host = "tcp://h", tls = true }.target().address):equals("tcp://h:2376")
        expect(docker.connect { host = "tcp://h", tls = { verify = false } }.target().address):equals("tcp://h:2376")
        expect(docker.connect { host = "tcp://h", tls = false }.target().address):equals("tcp://h:2375")
    end)
end)

describe("an engine behind TLS", function()
    it("takes files or their text", function()
        local place, certificates = os.getenv "MOONDOCK_TEST_TLS", os.getenv "MOONDOCK_TEST_CERTS"
        if not (place and certificates) then test.skip("MOONDOCK_TEST_TLS and MOONDOCK_TEST_CERTS are not set") end
        local folder = certificates .. "/client/"
        local function text(name)
            local file <close> = assert(io.open(folder .. name))
            return file:read "a"
        end
        local files = { ca = folder .. "ca.pem", cert = folder .. "cert.pem", key = folder .. "key.pem" }
        local texts = { ca = text "ca.pem", cert = text "cert.pem", key = text "key.pem", hostname = "localhost" }
        for _, tls in ipairs { files, texts } do
            local d <close> = docker.connect { host = place, tls = tls }
            expect(d.ping()):equals(true)
        end
        expect(ping { host = place, tls = true }):raises { kind = "tls", message = "was not issued by" }
    end)
end)
