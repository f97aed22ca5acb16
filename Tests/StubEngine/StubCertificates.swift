/// Certificates and keys of stubs that speak TLS. Made for tests: the keys are known to everybody.
public enum StubCertificates {
    /// The authority that has issued all but the foreign ones.
    public static let authority = """
        -----BEGIN CERTIFICATE-----
        MIIBZDCCAQmgAwIBAgICEAAwCgYIKoZIzj0EAwIwGTEXMBUGA1UEAwwOc3R1YiBh
        dXRob3JpdHkwIBcNMjAwMTAxMDAwMDAwWhgPMjA5OTEyMzEwMDAwMDBaMBkxFzAV
        BgNVBAMMDnN0dWIgYXV0aG9yaXR5MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE
        bKI3r5Kd5K/4IceF2u2MG/FCyd/8yU6RKNpdiGliOblZ3cwJruMUD6iUPYVQCl7o
        fiMY0X4KdmIxZw/NmPLqIqM/MD0wDwYDVR0TAQH/BAUwAwEB/zALBgNVHQ8EBAMC
        AgQwHQYDVR0OBBYEFDfNSQThnUTED7dgeJJk6tj03uhRMAoGCCqGSM49BAMCA0kA
        MEYCIQCO5f4QFmJmNVjO9yOapIO9rI7IDgS6nCWxdqE5XwkgdgIhANHIPtvNsel+
        lOdQTJPhFqBe4AzNEGjqde+frzvlIk0s
        -----END CERTIFICATE-----
        """

    /// An authority that nobody trusts.
    public static let stranger = """
        -----BEGIN CERTIFICATE-----
        MIIBaTCCAQ+gAwIBAgICEAEwCgYIKoZIzj0EAwIwHDEaMBgGA1UEAwwRYW5vdGhl
        ciBhdXRob3JpdHkwIBcNMjAwMTAxMDAwMDAwWhgPMjA5OTEyMzEwMDAwMDBaMBwx
        GjAYBgNVBAMMEWFub3RoZXIgYXV0aG9yaXR5MFkwEwYHKoZIzj0CAQYIKoZIzj0D
        AQcDQgAEPW4bqfrPUOSpX9rCY4KB68U19vVnV+NlLh7JllmlzcuNV66BqdJzapd2
        2pJpX6l8z4ph0c2taPwZCcJKoqWdJaM/MD0wDwYDVR0TAQH/BAUwAwEB/zALBgNV
        HQ8EBAMCAgQwHQYDVR0OBBYEFAAyIgO7fvsrmRv+Qk9mLfGaofTSMAoGCCqGSM49
        BAMCA0gAMEUCIBwAmF4VxF6oVWkzu4RdRHMMDTP4QFkO2zUbXOikA5U9AiEAinpz
        R1xMsgFiwfba4UhHWHKKRySC9TYMcaHbieuAU6w=
        -----END CERTIFICATE-----
        """

    /// Of a server at localhost, 127.0.0.1 and ::1, from 2020 to 2099.
    public static let server = Pair(
        certificate: """
            -----BEGIN CERTIFICATE-----
            MIIBtTCCAVugAwIBAgICEAIwCgYIKoZIzj0EAwIwGTEXMBUGA1UEAwwOc3R1YiBh
            dXRob3JpdHkwIBcNMjAwMTAxMDAwMDAwWhgPMjA5OTEyMzEwMDAwMDBaMBYxFDAS
            BgNVBAMMC3N0dWIgc2VydmVyMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEY9Ls
            SHweRFhYvN/PXTQ3je/2HRmoZDnDs42iZuMOwttZMaOL5t9SR/safUdK5Ag/vPNk
            F6Z2JqRuYLejo01VjKOBkzCBkDATBgNVHSUEDDAKBggrBgEFBQcDATALBgNVHQ8E
            BAMCB4AwLAYDVR0RBCUwI4IJbG9jYWxob3N0hwR/AAABhxAAAAAAAAAAAAAAAAAA
            AAABMB0GA1UdDgQWBBTYLGMybGbDFsms91kgEi7fjFlQaTAfBgNVHSMEGDAWgBQ3
            zUkE4Z1ExA+3YHiSZOrY9N7oUTAKBggqhkjOPQQDAgNIADBFAiEAxzdjvj6Nc2XB
            mD5d54V4lJ/MyIMtNfL9UbbKA0fhMFoCIGOW2I/yvKSsI7/tiJbLtlSZfUMk08Dc
            5TyEEj4vL4AU
            -----END CERTIFICATE-----
            """,
        key: """
            -----BEGIN EC PRIVATE KEY-----
            MHcCAQEEIMPGD3tcSkA1u8j+WcF0Rx8uCFsKLZMSRlZ9XnSa9JGZoAoGCCqGSM49
            AwEHoUQDQgAEY9LsSHweRFhYvN/PXTQ3je/2HRmoZDnDs42iZuMOwttZMaOL5t9S
            R/safUdK5Ag/vPNkF6Z2JqRuYLejo01VjA==
            -----END EC PRIVATE KEY-----
            """)

    /// The same, ended in 2021.
    public static let expired = Pair(
        certificate: """
            -----BEGIN CERTIFICATE-----
            MIIBtTCCAVqgAwIBAgICEAMwCgYIKoZIzj0EAwIwGTEXMBUGA1UEAwwOc3R1YiBh
            dXRob3JpdHkwHhcNMjAwMTAxMDAwMDAwWhcNMjEwMTAxMDAwMDAwWjAXMRUwEwYD
            VQQDDAxzdHViIGV4cGlyZWQwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAASrHcEQ
            I+APE/w9znF63ohdglsqSuM37tkz8lNVRMt1+PRfI8HtRMYd4pwY+EU38Py0LNyC
            ORasIPpXkUblbQ6Oo4GTMIGQMBMGA1UdJQQMMAoGCCsGAQUFBwMBMAsGA1UdDwQE
            AwIHgDAsBgNVHREEJTAjgglsb2NhbGhvc3SHBH8AAAGHEAAAAAAAAAAAAAAAAAAA
            AAEwHQYDVR0OBBYEFKJwFPFXOreLaikamLp8XfwqQ0fMMB8GA1UdIwQYMBaAFDfN
            SQThnUTED7dgeJJk6tj03uhRMAoGCCqGSM49BAMCA0kAMEYCIQD9NIUMBtZu580G
            b74AUqTXDvK+z369yNUmI0FWRI/PfAIhAJ6wr7LIhpeJkl95VFvq+TKqlDbS2EYx
            4+mHJCDgRTfd
            -----END CERTIFICATE-----
            """,
        key: """
            -----BEGIN EC PRIVATE KEY-----
            MHcCAQEEIKRneywDLQ8vG7gmEvA9i272WxQOn/u2KL/aExVUGL8woAoGCCqGSM49
            AwEHoUQDQgAEqx3BECPgDxP8Pc5xet6IXYJbKkrjN+7ZM/JTVUTLdfj0XyPB7UTG
            HeKcGPhFN/D8tCzcgjkWrCD6V5FG5W0Ojg==
            -----END EC PRIVATE KEY-----
            """)

    /// The same, beginning in 2098.
    public static let future = Pair(
        certificate: """
            -----BEGIN CERTIFICATE-----
            MIIBtzCCAV2gAwIBAgICEAQwCgYIKoZIzj0EAwIwGTEXMBUGA1UEAwwOc3R1YiBh
            dXRob3JpdHkwIhgPMjA5ODAxMDEwMDAwMDBaGA8yMDk5MTIzMTAwMDAwMFowFjEU
            MBIGA1UEAwwLc3R1YiBmdXR1cmUwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAATu
            hFwSnBU0RjFbZFy60GtRCtkj6GyuN2BiJSwb3l4Bydt6B4rkSR5OIlGgh7ZPdNlz
            6nlZNM1iNpYJF2coXamBo4GTMIGQMBMGA1UdJQQMMAoGCCsGAQUFBwMBMAsGA1Ud
            DwQEAwIHgDAsBgNVHREEJTAjgglsb2NhbGhvc3SHBH8AAAGHEAAAAAAAAAAAAAAA
            AAAAAAEwHQYDVR0OBBYEFBqzP876htb9jE/J9yzLPGUqZREZMB8GA1UdIwQYMBaA
            FDfNSQThnUTED7dgeJJk6tj03uhRMAoGCCqGSM49BAMCA0gAMEUCIB8oRcCelREh
            3F7N4JUgyLaNwYQ+A1MpM/Ou/KBwwzObAiEA5aU+q8UAwFhlFmAxdK1BT7/pTFZZ
            ruOsvNv2mFfe5wk=
            -----END CERTIFICATE-----
            """,
        key: """
            -----BEGIN EC PRIVATE KEY-----
            MHcCAQEEIK/+Vgau37Nd2hBaigGrfmm7zsxPbSveg2Qb+3DRrwI6oAoGCCqGSM49
            AwEHoUQDQgAE7oRcEpwVNEYxW2RcutBrUQrZI+hsrjdgYiUsG95eAcnbegeK5Eke
            TiJRoIe2T3TZc+p5WTTNYjaWCRdnKF2pgQ==
            -----END EC PRIVATE KEY-----
            """)

    /// Of a server at engine.example.
    public static let elsewhere = Pair(
        certificate: """
            -----BEGIN CERTIFICATE-----
            MIIBozCCAUmgAwIBAgICEAUwCgYIKoZIzj0EAwIwGTEXMBUGA1UEAwwOc3R1YiBh
            dXRob3JpdHkwIBcNMjAwMTAxMDAwMDAwWhgPMjA5OTEyMzEwMDAwMDBaMBkxFzAV
            BgNVBAMMDnN0dWIgZWxzZXdoZXJlMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE
            TGPpi2Kd0RYGyNZuLuAjFub7dWPJyTlunQ89KZK2q+3OretEQ/afEsC9unxG3VgF
            k88779LlCkGJg1JC4RQAZaN/MH0wEwYDVR0lBAwwCgYIKwYBBQUHAwEwCwYDVR0P
            BAQDAgeAMBkGA1UdEQQSMBCCDmVuZ2luZS5leGFtcGxlMB0GA1UdDgQWBBTB29d9
            b/1nHbQWuJ6nj/8+ccPojjAfBgNVHSMEGDAWgBQ3zUkE4Z1ExA+3YHiSZOrY9N7o
            UTAKBggqhkjOPQQDAgNIADBFAiAkkaCtySv0oYoQWvPMH2pUVdSvmsPwUgQ/X3DJ
            McgUIwIhAIqrgesoOFOkTY8L/3c32b1PDb2c+pyrr1f18fzGQSvW
            -----END CERTIFICATE-----
            """,
        key: """
            -----BEGIN EC PRIVATE KEY-----
            MHcCAQEEIFhDra1GOFxq6aK1LXj/SrLpzN9QD3EpoF/HqcFCzh/AoAoGCCqGSM49
            AwEHoUQDQgAETGPpi2Kd0RYGyNZuLuAjFub7dWPJyTlunQ89KZK2q+3OretEQ/af
            EsC9unxG3VgFk88779LlCkGJg1JC4RQAZQ==
            -----END EC PRIVATE KEY-----
            """)

    /// Of a client.
    public static let client = Pair(
        certificate: """
            -----BEGIN CERTIFICATE-----
            MIIBhTCCASugAwIBAgICEAYwCgYIKoZIzj0EAwIwGTEXMBUGA1UEAwwOc3R1YiBh
            dXRob3JpdHkwIBcNMjAwMTAxMDAwMDAwWhgPMjA5OTEyMzEwMDAwMDBaMBYxFDAS
            BgNVBAMMC3N0dWIgY2xpZW50MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEfBHa
            n5na3fUU+40YubQBMckyrgtDlk0Yqldbu/nWx6VbBxUcOwsJEs3Y4/1Frwu4aMz2
            Atuk0RQhBo8fWK8XTqNkMGIwEwYDVR0lBAwwCgYIKwYBBQUHAwIwCwYDVR0PBAQD
            AgeAMB0GA1UdDgQWBBSyHcbW/ZLvKEz8m1LmcupKQkrg3DAfBgNVHSMEGDAWgBQ3
            zUkE4Z1ExA+3YHiSZOrY9N7oUTAKBggqhkjOPQQDAgNIADBFAiB9hT501nWe8dVR
            kcn8dJ8t5oNDfbQEyAkkx8kFl7IuFQIhALyscEZvfZnnu8qHndFYAJ9Bk2COI2Rk
            YXcTbfionjDJ
            -----END CERTIFICATE-----
            """,
        key: """
            -----BEGIN EC PRIVATE KEY-----
            MHcCAQEEICBlF61RJuzS9i1ZAdLi29Q+tj3jxzD/A6YFTIw/bIyCoAoGCCqGSM49
            AwEHoUQDQgAEfBHan5na3fUU+40YubQBMckyrgtDlk0Yqldbu/nWx6VbBxUcOwsJ
            Es3Y4/1Frwu4aMz2Atuk0RQhBo8fWK8XTg==
            -----END EC PRIVATE KEY-----
            """)

    /// Of a client, issued by the stranger.
    public static let foreign = Pair(
        certificate: """
            -----BEGIN CERTIFICATE-----
            MIIBiDCCAS+gAwIBAgICEAcwCgYIKoZIzj0EAwIwHDEaMBgGA1UEAwwRYW5vdGhl
            ciBhdXRob3JpdHkwIBcNMjAwMTAxMDAwMDAwWhgPMjA5OTEyMzEwMDAwMDBaMBcx
            FTATBgNVBAMMDHN0dWIgZm9yZWlnbjBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IA
            BJSIKvgw4/CZy4vYsSt1UP1xMlPNBktDGoLw015ahEhUOQ1eZn7PJqYAcG2kopw5
            x7swhtMV0/tx6jIwauGK7YGjZDBiMBMGA1UdJQQMMAoGCCsGAQUFBwMCMAsGA1Ud
            DwQEAwIHgDAdBgNVHQ4EFgQU/Q4XsmnNvd0jC1JXBX98AS1S/jYwHwYDVR0jBBgw
            FoAUADIiA7t++yuZG/5CT2Yt8Zqh9NIwCgYIKoZIzj0EAwIDRwAwRAIgdoG0riZl
            gl+xfQ9vJYgg3aS4uMyerO+UPdYh8G6TBg8CIEM2Dfxz3Jfte4iXQzzHAkknw2gb
            6mJ3ny2agbCzA99Q
            -----END CERTIFICATE-----
            """,
        key: """
            -----BEGIN EC PRIVATE KEY-----
            MHcCAQEEIPo8heCgiXnlLd5OS0xqqcoB2lkofCnlJjSrz/UotYmioAoGCCqGSM49
            AwEHoUQDQgAElIgq+DDj8JnLi9ixK3VQ/XEyU80GS0MagvDTXlqESFQ5DV5mfs8m
            pgBwbaSinDnHuzCG0xXT+3HqMjBq4YrtgQ==
            -----END EC PRIVATE KEY-----
            """)

    /// A certificate and its key, as PEM texts.
    public struct Pair: Sendable {
        /// The certificate.
        public let certificate: String
        /// The key.
        public let key: String
    }
}
