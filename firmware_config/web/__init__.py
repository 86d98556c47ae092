"""What every page of both sides obeys: headers, accounts, access, languages, events, serving.

No domain logic. A side calls `app.harden` once in its `create_app` and then registers its own
blueprints.
"""
