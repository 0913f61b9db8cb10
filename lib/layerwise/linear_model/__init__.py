"""layerwise.linear_model: what one line can do, and many: perceptron, logistic and softmax regression."""
