internal import NIOCore

/// Containers that do not exist, in the size of those that do: about 1,300 bytes each in a list.
enum SyntheticContainers {
    /// The reply to a list of `count` containers.
    static func list(_ count: Int) -> ByteBuffer {
        var buffer = ByteBuffer()
        buffer.reserveCapacity(count * 1400 + 2)
        buffer.writeStaticString("[")
        for index in 0..<count {
            if index > 0 { buffer.writeStaticString(",") }
            buffer.writeString(summary(index))
        }
        buffer.writeStaticString("]")
        return buffer
    }

    /// The reply to an inspect.
    static func inspect(_ id: String) -> String {
        #"{"Id":"\#(id)","Name":"/stub","State":{"Status":"running","Running":true,"Pid":4242,"ExitCode":0},"#
            + #""Config":{"Tty":false,"Image":"busybox:latest","Cmd":["sh"],"Env":["PATH=/bin"]}}"#
    }

    private static func identifier(_ index: Int, _ salt: UInt64) -> String {
        var value = (UInt64(index) &+ 1) &* 0x9E37_79B9_7F4A_7C15 ^ salt
        var text = ""
        for _ in 0..<4 {
            value = value &* 0xD129_0D6C_5B2F_4E33 &+ 0x1405_7B7E_F767_814F
            let part = String(value, radix: 16)
            text += String(repeating: "0", count: 16 - part.utf8.count) + part
        }
        return text
    }

    private static func summary(_ index: Int) -> String {
        let id = identifier(index, 1)
        let image = identifier(index % 17, 2)
        let running = index % 3 != 0
        let created = 1_700_000_000 + index * 37
        return """
            {"Id":"\(id)","Names":["/service-\(index % 97)-replica-\(index)"],\
            "Image":"registry.example.org:5000/team/application-\(index % 17):2.\(index % 40).\(index % 7)",\
            "ImageID":"sha256:\(image)","Command":"/usr/local/bin/entrypoint --config /etc/application/config.yaml",\
            "Created":\(created),"Ports":[{"IP":"0.0.0.0","PrivatePort":8080,"PublicPort":\(20000 + index % 40000),\
            "Type":"tcp"},{"IP":"::","PrivatePort":8080,"PublicPort":\(20000 + index % 40000),"Type":"tcp"}],\
            "Labels":{"com.docker.compose.project":"project-\(index % 23)","com.docker.compose.service":\
            "service-\(index % 97)","com.docker.compose.container-number":"\(index % 9 + 1)",\
            "org.opencontainers.image.revision":"\(image.prefix(40))","maintainer":"Team \(index % 11) <team@example.org>"},\
            "State":"\(running ? "running" : "exited")","Status":"\(running ? "Up \(index % 48 + 1) hours" : "Exited (\(index % 2)) \(index % 30 + 1) days ago")",\
            "HostConfig":{"NetworkMode":"project-\(index % 23)_default"},"NetworkSettings":{"Networks":\
            {"project-\(index % 23)_default":{"IPAMConfig":null,"Links":null,"Aliases":null,\
            "NetworkID":"\(identifier(index % 23, 3))","EndpointID":"\(identifier(index, 4))",\
            "Gateway":"172.18.0.1","IPAddress":"172.18.\(index / 250 % 250).\(index % 250 + 2)","IPPrefixLen":16,\
            "IPv6Gateway":"","GlobalIPv6Address":"","GlobalIPv6PrefixLen":0,"MacAddress":"02:42:ac:12:00:02",\
            "DriverOpts":null}}},"Mounts":[{"Type":"volume","Name":"data-\(index)","Source":"","Destination":"/data",\
            "Driver":"local","Mode":"z","RW":true,"Propagation":""}]}
            """
    }
}
