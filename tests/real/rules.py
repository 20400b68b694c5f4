"""The rules of rules/*.weir once more, by hand, in plain Python over the JSON of an event.

Nothing here reads Weir source or channel files: each condition was written a second time, from what the rule is meant to say, so that
a mistake of the parser, the compiler or the interpreter cannot be made here too. A value is None when it is absent or cannot be converted.
"""
import ipaddress
import re

SYSMON = "Microsoft-Windows-Sysmon/Operational"


class Number(str):
    """A JSON number, as it is written."""


def fold(text):
    """Unicode simple case folding: casefold() where that is one character, else the lower case where that is one."""
    out = []
    for c in text:
        for folded in (c.casefold(), c.lower(), c):
            if len(folded) == 1:
                out.append(folded)
                break
    return "".join(out)


def raw(event, key):
    """Text of a field, as it is."""
    value = event.get(key)
    if value is None or isinstance(value, (list, dict)):
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def text(event, key):
    """Text of a field, folded: for comparisons without `cased`."""
    value = raw(event, key)
    return None if value is None else fold(value)


def number(event, key, least=0, most=2**32 - 1):
    value = event.get(key)
    if isinstance(value, bool):
        return int(value)
    if not isinstance(value, str):
        return None
    match = re.fullmatch(r"(-?)(?:0[xX]([0-9a-fA-F]+)|([0-9]+))", value)
    if not match:
        return None
    result = int(match[2], 16) if match[2] else int(match[3])
    result = -result if match[1] else result
    return result if least <= result <= most else None


def boolean(event, key):
    value = event.get(key)
    if isinstance(value, str):
        return {"true": True, "false": False, "1": True, "0": False}.get(value.lower())
    return value if isinstance(value, bool) else None


def guid(event, key):
    value = event.get(key)
    match = re.fullmatch(r"\{?([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})\}?", value) if isinstance(value, str) else None
    return match[1].lower() if match else None


def address(event, key):
    value = event.get(key)
    if not isinstance(value, str) or isinstance(value, Number):
        return None
    try:
        result = ipaddress.ip_address(value.split("%")[0])
    except ValueError:
        return None
    return getattr(result, "ipv4_mapped", None) or result


def member(event, key, names):
    value = text(event, key)
    return next((name for name in names if value == fold(name)), None)


def has(value, *parts):
    """One of the parts stands in the text; an absent text holds nothing."""
    return value is not None and any(part in value for part in parts)


def starts(value, *parts):
    return value is not None and value.startswith(parts)


def ends(value, *parts):
    return value is not None and value.endswith(parts)


def found(value, *expressions):
    return value is not None and any(re.search(expression, value, re.ASCII) for expression in expressions)


def within(value, *networks):
    return value is not None and any(value.version == n.version and value in n for n in map(ipaddress.ip_network, networks))


# ---- process creation ----
PROCESS = ({"1"}, {SYSMON, "Security"})
# Text fields of ProcessCreation, for `any field`.
PROCESS_TEXT = """Image CommandLine OriginalFileName Description Product Company FileVersion Hashes CurrentDirectory User IntegrityLevel LogonId
ParentImage ParentCommandLine ParentUser ParentIntegrityLevel ParentOriginalFileName ParentProduct ParentCompany ParentDescription GrandParentImage""".split()


def encoded(e):
    line = raw(e, "CommandLine")
    return ends(text(e, "Image"), "\\powershell.exe", "\\pwsh.exe") and (
        found(line, r"(?i)\s[-/]e(nc|ncodedcommand|c)?\s+[a-z0-9+/=]{16,}")
        or has(text(e, "CommandLine"), " -nop", " /nop", " \u2013nop", " \u2014nop", " \u2015nop"))


def renamed(e):
    name, image = text(e, "OriginalFileName"), text(e, "Image")
    return ends(name, ".exe") and not (image is not None and image.endswith(name)) and name != "wmiprvse.exe"


def absent(e):
    company = text(e, "Company")
    return raw(e, "CommandLine") is None or (
        company is not None and company != "microsoft corporation" and not has(text(e, "ParentUser"), "system"))


def two_of(e):
    session = number(e, "TerminalSessionId")
    return 2 <= sum([
        has(text(e, "CommandLine"), "http:", "https:"),
        ends(text(e, "ParentImage"), "\\cmd.exe", "\\powershell.exe", "\\pwsh.exe", "\\wscript.exe", "\\cscript.exe", "\\mshta.exe"),
        starts(text(e, "CurrentDirectory"), "c:\\users\\"),
        session is not None and 2 <= session <= 9])


def any_field(e):
    line = text(e, "CommandLine")
    return (any(has(text(e, key), "mimikatz", "invoke-", "sekurlsa", "rubeus") for key in PROCESS_TEXT)
            and not (line is not None and re.search("(?s).nvoke-c", line) is not None))


def contains_all(e):
    line = text(e, "CommandLine")
    return (has(line, "/c") and has(line, ".") and has(line, " ") and ends(raw(e, "Image"), "cmd.exe")
            and text(e, "IntegrityLevel") not in ("system", "s-1-16-16384"))


def globs(e):
    line, image = text(e, "CommandLine"), raw(e, "Image")
    return line is not None and image is not None and (
        "\\whoami" in line
        or bool(re.match(r'(?s)".:\\windows\\.*\.exe" ', line))
        or bool(re.match(r"(?s)net. .* /domain", line))) and bool(re.fullmatch(r"(?s)C:\\Windows\\.*32\\.*\.exe", image))


def sessions(e):
    parent = number(e, "ParentProcessId")
    return (guid(e, "ParentProcessGuid") in ("00000000-0000-0000-0000-000000000000", "b1f0c8e2-7a55-4b50-9a6b-000000000000")
            or guid(e, "ProcessGuid") is not None and text(e, "LogonId") == "0x3e7" and parent is not None and parent < 1000)


# ---- network ----
NETWORK = ({"3"}, {SYSMON})
INSIDE = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "127.0.0.0/8", "::1/128", "fe80::/10", "fc00::/7")


def outside(e):
    where, port = address(e, "DestinationIp"), number(e, "DestinationPort")
    return (where is not None and not within(where, *INSIDE) and boolean(e, "Initiated") is True
            and port is not None and (port in (22, 80, 443) or 8000 <= port <= 8999))


def same_address(e):
    source, target = address(e, "SourceIp"), address(e, "DestinationIp")
    source_port, target_port = number(e, "SourcePort"), number(e, "DestinationPort")
    return (source is not None and source == target
            or source_port is not None and target_port is not None and source_port <= target_port and boolean(e, "SourceIsIpv6") is True
            or target in (ipaddress.ip_address("2001:500:84::b"), ipaddress.ip_address("8.8.8.8")))


def names(e):
    host = raw(e, "DestinationHostname")
    return (host == "" or found(host, r"\.(com|net)\Z")) and not (text(e, "Protocol") == "udp" or ends(text(e, "Image"), "\\svchost.exe"))


def lookups(e):
    name = raw(e, "QueryName")
    return raw(e, "QueryStatus") in ("9003", "0") and (
        found(name, r"\A[a-z0-9-]{10,}\.") or has(text(e, "QueryResults"), "::ffff:") and ends(text(e, "QueryName"), ".com", ".org"))


# ---- files, registry, images, pipes ----
REGISTRY_EVENTS = ("CreateKey", "DeleteKey", "DeleteValue", "SetValue", "RenameKey", "RenameValue")


def service_start(e):
    details, target = text(e, "Details"), text(e, "TargetObject")
    return (member(e, "EventType", REGISTRY_EVENTS) == "SetValue" and details is not None and target is not None
            and re.fullmatch(r"dword \(0x0000000.\)", details, re.S) is not None
            and re.fullmatch(r".*\\services\\.*\\start|hklm\\.*\\currentversion\\.*", target, re.S) is not None)


def unsigned(e):
    signed = boolean(e, "Signed")
    return signed is not True or text(e, "OriginalFileName") in ("-", "?") and raw(e, "Company") is None or raw(e, "Description") == ""


def pipe_names(e):
    kind = member(e, "EventType", ("CreatePipe", "ConnectPipe"))
    return kind is None or kind != "CreatePipe" and found(raw(e, "PipeName"), r"\\[0-9a-z]+(\.[0-9]+){2,}|\A\\(lsass|srvsvc)\Z")


def written(e):
    target, image = raw(e, "TargetFilename"), text(e, "Image")
    return (found(target, r"\.(exe|dll|ps1)\Z") and not starts(image, "c:\\windows\\system32\\", "c:\\program files")
            or target is not None and fold(target) == image)


def threads(e):
    module = text(e, "StartModule")
    return module is None or module in ("", "-") or starts(text(e, "StartFunction"), "loadlibrary")


def wmi(e):
    kind = member(e, "EventType", ("WmiFilterEvent", "WmiConsumerEvent", "WmiBindingEvent"))
    return kind in ("WmiFilterEvent", "WmiBindingEvent") or raw(e, "Destination") is not None


def streams(e):
    # 'http' inside a longer Base64 text, by its offset there: aHR0c|, |h0dH|, |odHRw|.
    contents = text(e, "Contents")
    return has(contents, "hosturl=", "ahr0c", "h0dh", "odhrw") or has(text(e, "Hash"), "imphash=0000") and not ends(text(e, "TargetFilename"), ":zone.identifier")


# ---- process access, over the Template Type of rules/access.weir ----
ACCESS = ({"10"}, {SYSMON})
I64 = (-2**63, 2**63 - 1)
U64 = (0, 2**64 - 1)


def flags_and_numbers(e):
    rights = number(e, "GrantedAccess", *U64)
    return rights is not None and rights & 0x10 == 0x10 and rights & 0x22 != 0 and rights != 0x1f3fff


def cased_field(e):
    target, thread = raw(e, "TargetImage"), number(e, "SourceThreadId", *I64)
    source_id, target_id = number(e, "SourceProcessId", *U64), number(e, "TargetProcessId", *U64)
    return (ends(target, "\\lsass.exe", "\\svchost.exe") and source_id is not None and target_id is not None and source_id < target_id
            or has(target, "SYSTEM32") and thread is not None and -5 <= thread <= 2000)


def call_trace(e):
    trace = raw(e, "CallTrace")
    return (found(trace, r"\AC:\\[Ww]indows\\(SYSTEM|System)32\\ntdll\.dll\+[0-9a-f]{5}\|", r"UNKNOWN\([0-9A-F]{16}\)\Z")
            and not found(trace, r"(?i)kernelbase\.dll\+[0-9a-f]+\|c:\\windows\\system32\\(lsm|services|wbem\\.*)"))


# instance id -> (which events: EventID and Channel, the condition)
RULES = {
    990001: (PROCESS, encoded),
    990002: (PROCESS, renamed),
    990003: (PROCESS, absent),
    990004: (PROCESS, two_of),
    990005: (PROCESS, any_field),
    990006: (PROCESS, contains_all),
    990007: (PROCESS, globs),
    990008: (PROCESS, sessions),
    990101: (ACCESS, flags_and_numbers),
    990102: (ACCESS, cased_field),
    990103: (ACCESS, call_trace),
    990201: (NETWORK, outside),
    990202: (NETWORK, same_address),
    990203: (NETWORK, names),
    990204: (({"22"}, {SYSMON}), lookups),
    990301: (({"13"}, {SYSMON}), service_start),
    990302: (({"7"}, {SYSMON}), unsigned),
    990303: (({"17", "18"}, {SYSMON}), pipe_names),
    990304: (({"11"}, {SYSMON}), written),
    990305: (({"8"}, {SYSMON}), threads),
    990306: (({"19", "20", "21"}, {SYSMON}), wmi),
    990307: (({"15"}, {SYSMON}), streams),
}
