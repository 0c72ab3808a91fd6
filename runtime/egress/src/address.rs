//! Which addresses may be dialled.
//!
//! A name that an Action may ask for is no promise about where it leads: whoever owns the name can point it at the host's own network, and change
//! that between a check and a connection. So it is addresses that are checked, in the one form that they have whatever way they are written, and
//! what was checked is what is dialled.
//!
//! | refused | because |
//! |---|---|
//! | everything that the registries of special addresses do not call global | nothing out there has such an address, something in here may |
//! | IPv4 inside IPv6 (mapped, NAT64), as the IPv4 address that it is | the same address, written differently |
//! | 6to4, Teredo, translation with a prefix of one's own | they lead to an IPv4 address that cannot be told from here |
//! | metadata services of cloud providers | they hand out the host's credentials to whoever can ask |

use ipnet::{IpNet, Ipv4Net, Ipv6Net};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

const fn v4(a: u8, b: u8, c: u8, d: u8, prefix: u8) -> Ipv4Net {
    Ipv4Net::new_assert(Ipv4Addr::new(a, b, c, d), prefix)
}

const fn v6(first: u16, second: u16, prefix: u8) -> Ipv6Net {
    Ipv6Net::new_assert(Ipv6Addr::new(first, second, 0, 0, 0, 0, 0, 0), prefix)
}

/// IPv4 that is not global.
const SPECIAL_V4: [(Ipv4Net, &str); 15] = [
    (v4(0, 0, 0, 0, 8), "an address of this network"),
    (v4(10, 0, 0, 0, 8), "a private address"),
    (
        v4(100, 64, 0, 0, 10),
        "a shared (carrier-grade NAT) address",
    ),
    (v4(127, 0, 0, 0, 8), "a loopback address"),
    (v4(169, 254, 0, 0, 16), "a link-local address"),
    (v4(172, 16, 0, 0, 12), "a private address"),
    (v4(192, 0, 0, 0, 24), "a reserved address"),
    (v4(192, 0, 2, 0, 24), "a documentation address"),
    (v4(192, 88, 99, 0, 24), "a 6to4 relay address"),
    (v4(192, 168, 0, 0, 16), "a private address"),
    (v4(198, 18, 0, 0, 15), "a benchmarking address"),
    (v4(198, 51, 100, 0, 24), "a documentation address"),
    (v4(203, 0, 113, 0, 24), "a documentation address"),
    (v4(224, 0, 0, 0, 4), "a multicast address"),
    (v4(240, 0, 0, 0, 4), "a reserved address"),
];

/// IPv6 with a name of its own. What is in none of these is refused as well unless it is [`GLOBAL_V6`].
const SPECIAL_V6: [(Ipv6Net, &str); 14] = [
    (v6(0, 0, 127), "a loopback or unspecified address"),
    (v6(0, 0, 96), "an IPv4-compatible address"),
    (v6(0x64, 0xff9b, 32), "an address translated to IPv4"),
    (v6(0x100, 0, 64), "a discard address"),
    (v6(0x2001, 0, 32), "a Teredo address"),
    (v6(0x2001, 0, 23), "a reserved address"),
    (v6(0x2001, 0xdb8, 32), "a documentation address"),
    (v6(0x2002, 0, 16), "a 6to4 address"),
    (v6(0x3fff, 0, 20), "a documentation address"),
    (v6(0x5f00, 0, 16), "a segment routing address"),
    (v6(0xfc00, 0, 7), "a unique local address"),
    (v6(0xfe80, 0, 10), "a link-local address"),
    (v6(0xfec0, 0, 10), "a site-local address"),
    (v6(0xff00, 0, 8), "a multicast address"),
];

/// All of IPv6 that is handed out for global use.
const GLOBAL_V6: Ipv6Net = v6(0x2000, 0, 3);

/// NAT64 with the well-known prefix: the last 32 bits are the IPv4 address that is reached.
const NAT64: Ipv6Net = Ipv6Net::new_assert(Ipv6Addr::new(0x64, 0xff9b, 0, 0, 0, 0, 0, 0), 96);

/// Where cloud providers keep credentials of the machine. No setting opens these.
const METADATA: [IpAddr; 9] = [
    IpAddr::V4(Ipv4Addr::new(169, 254, 169, 254)),
    IpAddr::V4(Ipv4Addr::new(169, 254, 170, 2)),
    IpAddr::V4(Ipv4Addr::new(169, 254, 170, 23)),
    IpAddr::V4(Ipv4Addr::new(168, 63, 129, 16)),
    IpAddr::V4(Ipv4Addr::new(100, 100, 100, 200)),
    IpAddr::V4(Ipv4Addr::new(192, 0, 0, 192)),
    IpAddr::V6(Ipv6Addr::new(0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254)),
    IpAddr::V6(Ipv6Addr::new(0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x23)),
    IpAddr::V6(Ipv6Addr::new(0xfd20, 0xce, 0, 0, 0, 0, 0, 0x254)),
];

/// Which addresses may be dialled: global ones, and those of networks that the operator lists.
#[derive(Debug, Clone, Default)]
pub struct Addresses {
    listed: Vec<IpNet>,
}

impl Addresses {
    /// Global addresses, and all of these networks but for metadata services.
    pub fn with(listed: Vec<IpNet>) -> Addresses {
        Addresses { listed }
    }

    /// Why `address` is not dialled, as in "a loopback address"; absent when it may be.
    pub fn refusal(&self, address: IpAddr) -> Option<&'static str> {
        let canonical = canonical(address);
        if METADATA.contains(&canonical) {
            return Some("a metadata address");
        }
        let is_listed =
            |address: &IpAddr| self.listed.iter().any(|network| network.contains(address));
        if is_listed(&canonical) || is_listed(&address) {
            return None;
        }
        match canonical {
            IpAddr::V4(address) => named(&SPECIAL_V4, |network| network.contains(&address)),
            IpAddr::V6(address) => named(&SPECIAL_V6, |network| network.contains(&address))
                .or_else(|| (!GLOBAL_V6.contains(&address)).then_some("a reserved address")),
        }
    }
}

fn named<N>(table: &[(N, &'static str)], contains: impl Fn(&N) -> bool) -> Option<&'static str> {
    let (_, name) = table.iter().find(|(network, _)| contains(network))?;
    Some(name)
}

/// An IPv4 address as such, also where it is written as IPv6.
fn canonical(address: IpAddr) -> IpAddr {
    let IpAddr::V6(v6) = address else {
        return address;
    };
    if let Some(v4) = v6.to_ipv4_mapped() {
        return IpAddr::V4(v4);
    }
    if NAT64.contains(&v6) {
        let [.., a, b, c, d] = v6.octets();
        return IpAddr::V4(Ipv4Addr::new(a, b, c, d));
    }
    address
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(address: &str) -> Option<&'static str> {
        Addresses::default().refusal(address.parse().unwrap())
    }

    #[test]
    fn what_is_refused() {
        for line in include_str!("../tests/addresses.txt").lines() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let (address, expected) = line.split_once(' ').unwrap();
            let expected = match expected.trim() {
                "allowed" => None,
                name => Some(name),
            };
            assert_eq!(refusal(address), expected, "{address}");
        }
    }

    #[test]
    fn what_the_operator_lists_is_allowed_but_never_metadata() {
        let addresses = Addresses::with(vec![
            "10.0.0.0/8".parse().unwrap(),
            "169.254.0.0/16".parse().unwrap(),
            "fd00::/8".parse().unwrap(),
        ]);
        let refusal = |address: &str| addresses.refusal(address.parse().unwrap());
        assert_eq!(refusal("10.1.2.3"), None);
        assert_eq!(refusal("::ffff:10.1.2.3"), None);
        assert_eq!(refusal("fd12::1"), None);
        assert_eq!(refusal("192.168.0.1"), Some("a private address"));
        assert_eq!(refusal("169.254.1.1"), None);
        for address in [
            "169.254.169.254",
            "::ffff:169.254.169.254",
            "64:ff9b::a9fe:a9fe",
            "fd00:ec2::254",
        ] {
            assert_eq!(refusal(address), Some("a metadata address"), "{address}");
        }
    }
}
