# ruff: noqa
# fmt: off
# Made from the OpenAPI document by tests/client_operations.py; change it there.
"""Every operation of the API, by its noun."""

from plumbline.client.connection import Connection
from plumbline.client.operations.agenda import Agenda
from plumbline.client.operations.assumptions import Assumptions
from plumbline.client.operations.blockers import Blockers
from plumbline.client.operations.calendars import Calendars
from plumbline.client.operations.changes import Changes
from plumbline.client.operations.checkpoints import Checkpoints
from plumbline.client.operations.clocks import Clocks
from plumbline.client.operations.corrections import Corrections
from plumbline.client.operations.cycles import Cycles
from plumbline.client.operations.decisions import Decisions
from plumbline.client.operations.dependencies import Dependencies
from plumbline.client.operations.documents import Documents
from plumbline.client.operations.drills import Drills
from plumbline.client.operations.endpoints import Endpoints
from plumbline.client.operations.escalations import Escalations
from plumbline.client.operations.events import Events
from plumbline.client.operations.evidence import Evidence
from plumbline.client.operations.files import Files
from plumbline.client.operations.gates import Gates
from plumbline.client.operations.handoffs import Handoffs
from plumbline.client.operations.journeys import Journeys
from plumbline.client.operations.ledger import Ledger
from plumbline.client.operations.mail import Mail
from plumbline.client.operations.messages import Messages
from plumbline.client.operations.needs import Needs
from plumbline.client.operations.people import People
from plumbline.client.operations.playbooks import Playbooks
from plumbline.client.operations.practices import Practices
from plumbline.client.operations.promises import Promises
from plumbline.client.operations.releases import Releases
from plumbline.client.operations.reviews import Reviews
from plumbline.client.operations.risks import Risks
from plumbline.client.operations.runs import Runs
from plumbline.client.operations.safeguards import Safeguards
from plumbline.client.operations.scope import Scope
from plumbline.client.operations.search import Search
from plumbline.client.operations.server import Server
from plumbline.client.operations.signals import Signals
from plumbline.client.operations.stages import Stages
from plumbline.client.operations.templates import Templates
from plumbline.client.operations.threads import Threads
from plumbline.client.operations.tokens import Tokens
from plumbline.client.operations.workspaces import Workspaces


class Operations:
    """The nouns of the API."""

    def __init__(self, connection: Connection) -> None:
        self.agenda = Agenda(connection)
        self.assumptions = Assumptions(connection)
        self.blockers = Blockers(connection)
        self.calendars = Calendars(connection)
        self.changes = Changes(connection)
        self.checkpoints = Checkpoints(connection)
        self.clocks = Clocks(connection)
        self.corrections = Corrections(connection)
        self.cycles = Cycles(connection)
        self.decisions = Decisions(connection)
        self.dependencies = Dependencies(connection)
        self.documents = Documents(connection)
        self.drills = Drills(connection)
        self.endpoints = Endpoints(connection)
        self.escalations = Escalations(connection)
        self.events = Events(connection)
        self.evidence = Evidence(connection)
        self.files = Files(connection)
        self.gates = Gates(connection)
        self.handoffs = Handoffs(connection)
        self.journeys = Journeys(connection)
        self.ledger = Ledger(connection)
        self.mail = Mail(connection)
        self.messages = Messages(connection)
        self.needs = Needs(connection)
        self.people = People(connection)
        self.playbooks = Playbooks(connection)
        self.practices = Practices(connection)
        self.promises = Promises(connection)
        self.releases = Releases(connection)
        self.reviews = Reviews(connection)
        self.risks = Risks(connection)
        self.runs = Runs(connection)
        self.safeguards = Safeguards(connection)
        self.scope = Scope(connection)
        self.search = Search(connection)
        self.server = Server(connection)
        self.signals = Signals(connection)
        self.stages = Stages(connection)
        self.templates = Templates(connection)
        self.threads = Threads(connection)
        self.tokens = Tokens(connection)
        self.workspaces = Workspaces(connection)
