"""What `make prove` proves: each source, in words that docs/proof.md takes over, and the machine models on which.

The machines differ in what C leaves open: 64 bits and little-endian with signed characters, 32 bits and big-endian with unsigned ones."""

MACHINES = ("gcc_x86_64", "ppc_32")

UNITS = (
    {"file": "tests/prove/inline.c", "proves": ("bytes.h", "verify.h", "search.h", "proof.h", "instance_proof.h"),
     "says": "`bytes.h`, `verify.h`: integers out of bytes, UTF-8 sequences, ranges side by side: exact; `search.h`: records of the search tables, **the hashes of windows, strings and numbers exact**; **simple case folding** of ASCII; no run-time error, ends"},
    {"file": "tests/prove/event.c", "proves": ("match.h",), "machines": ("gcc_x86_64",),
     "says": "`match.h`: **the one place where inputs are indexed by what the file says**, comparing bytes, the lowest bit of a word (exact), and reading and writing marks: no run-time error, ends"},
    {"file": "interpreter/verify_header.c", "machines": ("gcc_x86_64",),
     "says": "no run-time error, ends; **exact**: the file as a whole (the digest's value apart), the header, and the section table"},
    {"file": "interpreter/verify_strings.c", "machines": ("gcc_x86_64",),
     "says": "no run-time error, ends; the places of strings, the use of a text, UTF-8 and **folded text exact**"},
    {"file": "interpreter/verify.c", "machines": ("gcc_x86_64",),
     "says": "FNV-1a, a string by its number, and the **sensor's contract** exact: platform, Template Type, version, **count**, each name and type; **the stages in their order**: what one shows is what the "
             "next needs; **the layout, the content and how it is searched exact, each as one statement**; and **a file that weir_open accepts has all that the plain evaluator and the search rely on**; **the limits of steps and of workspace exact**; handing a channel over; no run-time error, ends"},
    {"file": "interpreter/verify_sets.c", "machines": ("gcc_x86_64",),
     "says": "sets: **each record exact**, and that together they use all of VALUES and NUMBERS; GUIDs, addresses, networks, globs and byte order exact; "
             "**what each set holds exact** (strings, programs, numbers, ranges: their order, their numbering by first use, what they weigh), and that together they use all programs; no run-time error, ends"},
    {"file": "interpreter/verify_tables.c", "machines": ("gcc_x86_64",),
     "says": "**the Template Type exact**: its name and fields, the **ordinals 1, 2, 3 and so on**, types, names and their hashes, members, the text of each type and its hash digit by digit, "
             "aliases, and what is recorded; no run-time error, ends"},
    {"file": "interpreter/cost.c", "machines": ("gcc_x86_64",),
     "says": "the bound on the steps of an event, an instance and a question: no run-time error, ends; **what so many steps a byte come to exact** (that the sums are the right ones is tested, not proved)"},
    {"file": "interpreter/verify_questions.c", "machines": ("gcc_x86_64",),
     "says": "**questions exact**: the first criterion of each, their order, what each requires and how it is answered, that all sets are used, and that each criterion asks the question of the first that has its bytes; "
             "no run-time error, ends (what answering costs is tested, not proved)"},
    {"file": "interpreter/policy.c", "functions": ("weir_disposition",), "machines": ("gcc_x86_64",),
     "says": "what is done about a hit: **never more than the instance asks or the policy allows**, and nothing is prevented after the fact; no run-time error, ends"},
    {"file": "interpreter/verify_instances.c", "machines": ("gcc_x86_64",),
     "says": "**each instance exact**: its **parameter count** is the header's, its vector says which criteria are on which ordinal, its ranges follow those of the instances before it, its id rises, its name, title and "
             "fields, all its criteria, its condition; and **the table exact**: every instance is looked at, nothing is left over, and as many inputs are read as the header says; no run-time error, ends"},
    {"file": "interpreter/verify_criteria.c", "machines": ("gcc_x86_64",),
     "says": "**each criterion exact**: its operator on its type, its flags and ordinal, its second field, the place, order of use, kind and form of its set, the order of a set of numbers; of what is accepted that its "
             "**inputs are there**; **all criteria of an instance exact**; no run-time error, ends"},
    {"file": "interpreter/verify_code.c", "machines": ("gcc_x86_64",),
     "says": "**each condition exact**: its words, the depth of its stack at each of them and at the end, that it pushes only criteria of its own instance, those of one ordinal in their order, and each of them; "
             "no run-time error, ends"},
    {"file": "interpreter/verify_wakes.c", "machines": ("gcc_x86_64",),
     "says": "**WAKES and ALWAYS exact**: the lists of the questions, the wakers of each instance, who has none, and **that the condition of an instance is false where all its wakers are**; "
             "no run-time error, ends"},
    {"file": "interpreter/verify_entries.c", "machines": ("gcc_x86_64",),
     "says": "**ENTRIES and HITS exact**: each entry's value, hash, tag and window, its order behind the one before it, each question that it hits (that this one looks for the value, here and so anchored, and that its set has it), "
             "the list of hits, where it starts and ends; no run-time error, ends"},
    {"file": "interpreter/verify_buckets.c", "machines": ("gcc_x86_64",),
     "says": "**BUCKETS and FILTERS exact**: each entry in the bucket of its hash, each bit of the filter that of an entry; **what the entries set in STARTS**; no run-time error, ends"},
    {"file": "interpreter/verify_starts.c", "machines": ("gcc_x86_64",),
     "says": "**STARTS exact**: byte by byte what windows of one byte, of few and of many set; no run-time error, ends"},
    {"file": "interpreter/verify_search.c", "machines": ("gcc_x86_64",),
     "says": "**the search tables exact, as one statement**: tables of **inputs that are there** and of their kind, in rising order, where each one's parts lie and how many there are, that nothing is left over, and that as many "
             "hits are found as are wanted; no run-time error, ends (what a search costs is tested, not proved)"},
    {"file": "interpreter/criterion.c", "machines": ("gcc_x86_64",),
     "says": "a criterion on an event, and what its question requires: **each input that a criterion asks for is there**, and so are the values of its set; no run-time error, ends"},
    {"file": "interpreter/condition.c", "machines": ("gcc_x86_64",),
     "functions": ("instance_field", "condition_of", "criterion_value", "at_least", "skip_right_side", "apply_word", "run_word", "weir_instance_verdict", "weir_instance_report"),
     "says": "**running a condition**: the stack is never read or written outside its bounds, only criteria of the instance are asked, and what is skipped leaves the stack as running it would; "
             "handing on the outcome; no run-time error, ends"},
    {"file": "interpreter/text.c", "proves": ("vectors.h",), "machines": ("gcc_x86_64",),
     "functions": ("write_utf8", "utf8_length", "unchanged", "write_eight", "room_left", "take_room", "fold_eight", "fold_bytes", "fold_ascii", "transcribe", "make_view",
                   "keep_records", "keep_tables", "keep_file", "weir_view_of", "weir_equal_bytes", "weir_text_next", "weir_text_contains", "greatest_suffix", "weir_text_contains_text", "glob_element", "next_character", "behind_star", "star_takes", "like_stays", "weir_text_like"),
     "says": "making a text of an input: **the input is there**, nothing is written but into the room for texts and the view, and no byte of the file changes, so that **it stays an accepted file**, and the "
             "event what it was; **what is asked of a text**: a byte, a part, another text, a glob: nothing is read outside; no run-time error, ends"},
    {"file": "interpreter/verify_programs.c", "machines": ("gcc_x86_64",),
     "says": "**programs of regular expressions exact**: each instruction and what stands beside it, targets and next ones inside the program, the classes and their order of use, each record, "
             "and the whole: nothing is left over, and the longest is as long as the header says; no run-time error, ends"},
    {"file": "interpreter/nfa_run.c", "machines": ("gcc_x86_64",),
     "says": "**regular expressions that count characters**: no instruction is read outside the program, no byte outside the text; no run-time error, ends"},
    {"file": "interpreter/nfa_small.c", "machines": ("gcc_x86_64",),
     "says": "**regular expressions of few states**, kept as the bits of words: no instruction is read outside the program, no byte outside the text; no run-time error, ends"},
    {"file": "interpreter/nfa.c", "machines": ("gcc_x86_64",),
     "says": "**regular expressions**: no instruction is read outside the program, no byte outside the text, no state is written outside its list, which holds each of them once; no run-time error, ends"},
    {"file": "interpreter/look_up.c", "machines": ("gcc_x86_64",),
     "functions": ("weir_wake", "mark_question", "was_hit", "hit_entry", "filter_has", "entry_at", "bucket_of", "may_stand", "stands", "hit", "has_number", "is_hit", "weir_look_up_number",
                   "weir_look_up_whole", "has_tag", "look_up", "goes", "both", "tagged_of", "set_bucket", "find_buckets", "set_window", "keep_all_tagged", "weir_windows_look_up"),
     "says": "**looking up** a number, a whole value and **all windows that wait**, comparing a string with a text, tags, what an entry hits, and waking: "
             "nothing is read outside of a text, a filter, a bucket, its strings and hits; no run-time error, ends"},
    {"file": "interpreter/search.c", "machines": ("gcc_x86_64",),
     "says": "**the search, from its call to its end**: the tables of the file stay what they are meanwhile, the texts and the values of inputs, **which are there**, are asked of "
             "their tables, the text of a view of **all its tables of windows, for which there is room**, and the buckets and the filter of a table lie where they are asked; no run-time error, ends"},
    {"file": "interpreter/windows.c", "proves": ("windows.h",), "machines": ("gcc_x86_64",),
     "functions": ("eight_at", "number_is_at", "read_eight", "read_starts", "places_of", "top_of", "wait_for", "first_places", "early_places", "late_places", "bits_rise", "sift", "find_in_block", "weir_windows_find"),
     "says": "**where windows may stand in a text**: nothing is read outside of the text, the starts of windows and the filters; what waits is a place inside its text; no run-time error, ends"},
    {"file": "interpreter/engine.c", "machines": ("gcc_x86_64",),
     "functions": ("lacks_room", "search_is_blind", "asked_by", "criterion_at", "set_answer", "weir_answer_verdict", "first_question", "wake_blindly", "wake_always",
                   "run_word", "run_woken", "weir_match"),
     "says": "**matching, from its call to its end**, given the contract of the search: only instances that are there are woken and asked; **what the search answers for a criterion**: its question is there, and so is "
             "the answer; no run-time error, ends"},
    {"file": "interpreter/match.c", "machines": ("gcc_x86_64",),
     "functions": ("answer_words", "marks_bytes", "layout_of", "weir_workspace_bytes", "clear_touched", "value_is_good", "input_is_good", "take_inputs", "run_point", "run_fill",
                   "content_is", "room_is", "marks_are", "weir_run_start", "forget_criteria", "walk", "weir_match_plain", "ask_criteria", "copy_verdicts", "weir_match_one"),
     "says": "**the start of an event**: it has as many inputs as the file has parameters, the workspace is large enough for all its parts, each input is one of its type; **how much workspace an event takes, exact**; and **the plain evaluator, from its call to its "
             "end**; no run-time error, ends (that the parts of the workspace, once cut, hold numbers and lie apart is trusted)"},
    {"file": "interpreter/sha256.c", "machines": ("gcc_x86_64",),
     "says": "the digest, for any size of a file: nothing is read outside of it; no run-time error, ends (that it is SHA-256 is shown by test vectors)"},
    {"file": "interpreter/digest.c", "functions": ("weir_digest_by",), "machines": ("gcc_x86_64",),
     "says": "which parts of a file the caller's own digest is handed: they are there; no run-time error, ends"},
    {"file": "interpreter/slots.c", "machines": ("gcc_x86_64",),
     "functions": ("load", "add", "exchange", "weir_slots_enter", "weir_slots_leave", "spare_of", "put_into_use", "weir_slots_reclaim", "open_into", "weir_slots_open", "weir_slots_swap", "weir_slots_withdraw"),
     "says": "**the two slots, as one thread sees them**: the slot in use holds content, a writer changes only the other, a file that is refused changes nothing of what is in use, and a swap can be taken "
             "back; no run-time error, ends (that threads do not disturb each other is argued in `slots.c` and tested, not proved)"},
    {"file": "interpreter/supply.c", "proves": ("supply.h",), "machines": ("gcc_x86_64",),
     "functions": ("put_text", "put_number", "put_character", "put_string", "is_platform", "put_platform", "put_pieces", "put_supply", "weir_manifest",
                   "weir_input_absent", "weir_input_text", "weir_input_bytes", "weir_input_number"),
     "says": "the manifest: no text is read behind its end, no number written outside its digits; the inputs that a sensor makes; no run-time error, ends"},
    {"file": "interpreter/fold.c", "says": "**simple case folding exact**: of each code point, by the rows of `fold.def`; no run-time error, ends"},
    {"file": "interpreter/refusals.c", "says": "no run-time error"},
)
