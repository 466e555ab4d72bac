"""The `atlas` command (early)."""
import sys
from pathlib import Path
from atlas.issues import as_text
from atlas.loader import load
def main() -> int:
    kb, issues = load(Path('.'))
    sys.stdout.write(as_text(sorted(issues, key=lambda i: i.sort_key)))
    print(len(kb.practices), len(kb.cities), len(kb.networks), len(kb.transfers), len(kb.events))
    return bool(issues)
if __name__ == "__main__": sys.exit(main())
