"""The sample data behind the demo's API: a small wholesaler of bread."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

ORDERS_KEPT = 500

CUSTOMERS: Mapping[int, str] = {
    7: "Café Lindgren",
    42: "Harbour Deli",
    108: "Zoë’s Corner Shop",
}

_FIRST_ORDERS: tuple[tuple[int, str, str, str, int, int], ...] = (
    (42, "open", "2026-03-02", "Rye loaf", 24, 390),
    (7, "shipped", "2026-03-02", "Cinnamon bun", 60, 145),
    (42, "open", "2026-03-03", "Sourdough, sliced", 12, 460),
    (108, "open", "2026-03-04", "Baguette", 30, 210),
    (7, "cancelled", "2026-03-05", "Brioche", 8, 520),
    (108, "open", "2026-03-06", "Crispbread", 100, 95),
)


class OrderBook:
    """The orders of one environment; lost when the demo ends."""

    def __init__(self) -> None:
        self._orders: dict[int, Mapping[str, Any]] = {}
        self.restock()

    def restock(self) -> None:
        """Has the first orders and no other."""
        self._orders.clear()
        self._next_id = 1001
        for customer, status, placed, product, quantity, cents in _FIRST_ORDERS:
            self.place(customer, product, quantity, "", cents, status, placed)

    def select(self, customer: int | None, status: str | None) -> list[Mapping[str, Any]]:
        """The orders, oldest first, of one customer or one status where asked."""
        return [
            order
            for order in self._orders.values()
            if customer in (None, order["customer"]["id"]) and status in (None, order["status"])
        ]

    def place(
        self,
        customer: int,
        product: str,
        quantity: int,
        note: str = "",
        cents: int = 250,
        status: str = "open",
        placed: str = "2026-03-07",
    ) -> Mapping[str, Any]:
        """Adds an order and gives it back; the oldest makes room when there are too many."""
        order_id = self._next_id
        self._next_id += 1
        order: dict[str, Any] = {
            "id": order_id,
            "customer": {"id": customer, "name": CUSTOMERS.get(customer, f"Customer {customer}")},
            "status": status,
            "placed": placed,
            "lines": [{"product": product, "quantity": quantity, "unit_price": cents / 100}],
            "total": quantity * cents / 100,
            "currency": "EUR",
        }
        if note:
            order["note"] = note
        self._orders[order_id] = order
        if len(self._orders) > ORDERS_KEPT:
            del self._orders[next(iter(self._orders))]
        return order

    def get(self, order_id: int) -> Mapping[str, Any] | None:
        """The order of this id."""
        return self._orders.get(order_id)

    def remove(self, order_id: int) -> bool:
        """Deletes an order; whether it was there."""
        return self._orders.pop(order_id, None) is not None
